using Marginalia.Numerics;

namespace Marginalia.Benchmarks;

/// <summary>The steps that the scripts in <c>peers/</c> time as well, on one thread.</summary>
internal static class PeerSteps
{
    internal static Scenario Scenario { get; } = new(
        "peer", "How long are the steps that peers/compare.sh compares with those of other libraries?", Variants);

    private static IReadOnlyList<Variant> Variants() =>
        [Problem.Wide(NumericsPolicy.Portable()).Arena("wide"), Problem.Tiny(NumericsPolicy.Portable()).Arena("tiny")];
}
