namespace Marginalia.Benchmarks;

/// <summary>One way to do the work of a scenario.</summary>
/// <param name="Name">Unique within the scenario.</param>
/// <param name="Run">Makes the steps that the lap asks for and marks each; what is made before the first mark is not measured.</param>
internal sealed record Variant(string Name, Action<Lap> Run)
{
    /// <summary>The variant that this one's time is divided by; null for a floor.</summary>
    internal string? Over { get; init; }

    /// <summary>What that ratio is to stay below; null when there is only something to know.</summary>
    internal double? AtMost { get; init; }

    /// <summary>Whether the measured steps are to run without a single collection.</summary>
    internal bool WithoutCollections { get; init; }

    /// <summary>A variant whose body is one step, repeated.</summary>
    internal static Variant Of(string name, Action step) => new(name, lap =>
    {
        for (var i = 0L; i < lap.Steps; i++)
        {
            step();
            lap.Mark();
        }
    });
}
