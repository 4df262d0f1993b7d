using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Benchmarks;

/// <summary>Probes that look at every step of the wide network, against the same run without any.</summary>
internal static class ProbeCost
{
    internal static Scenario Scenario { get; } = new(
        "probes", "What do probes at every step of the wide network cost over the same run without probes?", Variants);

    private static IReadOnlyList<Variant> Variants()
    {
        var problem = Problem.Wide(NumericsPolicy.Portable());
        var accepted = Probes.All.Filter(p => p.Errors(problem.Objective).Count == 0).ToArray();
        return
        [
            problem.Arena("no probes"),
            problem.Arena($"all {accepted.Length} probes", accepted) with { Over = "no probes", AtMost = 1.30 },
            .. accepted.Select(p => problem.Arena(p.Name, p) with { Over = "no probes" }),
        ];
    }
}
