using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Benchmarks;

/// <summary>The exact laws judged at every step of the wide network, against the same run alone.</summary>
internal static class MonitorCost
{
    internal static Scenario Scenario { get; } = new(
        "monitors", "What do monitors of the exact laws at every step of the wide network without biases cost over the same run alone?", Variants);

    private static IReadOnlyList<Variant> Variants()
    {
        var problem = Problem.Wide(NumericsPolicy.Portable(), BiasPlacement.None);
        return
        [
            problem.Arena("alone"),
            problem.Monitored("all laws", LawMonitors.All) with { Over = "alone", AtMost = 1.30 },
            .. LawMonitors.All.Filter(static m => m.Id is "N5" or "N8" or "N11").Map(m => problem.Monitored(m.Id, new([m])) with { Over = "alone" }),
        ];
    }
}
