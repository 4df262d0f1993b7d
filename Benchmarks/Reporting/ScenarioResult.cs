namespace Marginalia.Benchmarks;

/// <summary>A scenario with what was measured.</summary>
internal sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>What a measurement is compared with, if anything.</summary>
    internal Measurement? FloorOf(Measurement measurement) =>
        measurement.Variant.Over is { } name ? Measurements.Single(m => m.Variant.Name == name) : null;

    /// <summary>Whether the bars of a variant are met; null when it has none.</summary>
    internal bool? IsMet(Measurement measurement)
    {
        var variant = measurement.Variant;
        if (variant.AtMost is null && !variant.WithoutCollections)
            return null;
        return (variant.AtMost is not { } bar || measurement.RatioOfLeast(FloorOf(measurement)!) <= bar)
            && (!variant.WithoutCollections || measurement.Collections.All(static c => c == 0));
    }
}
