namespace Marginalia.Benchmarks;

/// <summary>What was measured of one variant over all rounds.</summary>
internal sealed class Measurement(Variant variant)
{
    private readonly List<double> _samples = [];
    private readonly List<double> _best = [];
    private readonly long[] _collections = new long[GC.MaxGeneration + 1];
    private long _bytes;
    private long _steps;

    internal Variant Variant { get; } = variant;

    /// <summary>Seconds per step in the quickest sample.</summary>
    internal double Least => _samples.Min();

    /// <summary>Seconds per step in the middle sample.</summary>
    internal double Median => Middle(_samples);

    /// <summary>Bytes allocated per step.</summary>
    internal double BytesPerStep => (double)_bytes / _steps;

    /// <summary>Steps measured over all rounds.</summary>
    internal long Steps => _steps;

    /// <summary>Collections of each generation over all measured steps.</summary>
    internal IReadOnlyList<long> Collections => _collections;

    internal void Add(Lap lap)
    {
        if (!lap.IsComplete)
            throw new InvalidOperationException($"'{Variant.Name}' ended before its {lap.Steps} steps; its problem must last longer.");
        var seconds = lap.Seconds.ToArray();
        _samples.AddRange(seconds);
        _best.Add(seconds.Min());
        _bytes += lap.Bytes;
        _steps += lap.MeasuredSteps;
        for (var g = 0; g < _collections.Length; g++)
            _collections[g] += lap.Collections(g);
    }

    /// <summary>The ratio of the quickest samples: what the code costs where nothing else disturbs it.</summary>
    internal double RatioOfLeast(Measurement floor) => Least / floor.Least;

    /// <summary>The middle over rounds of the ratio of the quickest samples of one round: robust against a clock that drifts between rounds.</summary>
    internal double RatioByRound(Measurement floor) => Middle([.. _best.Zip(floor._best, static (own, other) => own / other)]);

    private static double Middle(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
