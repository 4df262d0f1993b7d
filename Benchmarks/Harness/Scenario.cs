namespace Marginalia.Benchmarks;

/// <summary>A question about speed, and the variants that answer it side by side.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Question">One sentence.</param>
/// <param name="Variants">Makes the variants; they are made when the scenario starts and dropped after it.</param>
internal sealed record Scenario(string Name, string Question, Func<IReadOnlyList<Variant>> Variants);
