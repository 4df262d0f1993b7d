namespace Marginalia.Benchmarks;

/// <summary>Measures variants in turn, round by round, so that whatever else the machine does falls on all of them alike.</summary>
internal static class Rounds
{
    private const int WarmSteps = 8;
    private const int LeastSamples = 5;
    private const int MostSamples = 200;

    // Long against the watch's own cost, short against the time slices of a busy machine.
    private const double SampleSeconds = 100e-6;
    private const double RoundSeconds = 0.06;
    private const double WarmUpSeconds = 0.5;

    internal static IReadOnlyList<Measurement> Measure(IReadOnlyList<Variant> variants, int rounds, Action<string> progress)
    {
        var sizes = variants.Select(WarmUp).ToArray();
        var measurements = variants.Select(static v => new Measurement(v)).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            progress($"round {round + 1} of {rounds}");

            // Every round begins with another variant, so that none always follows the same neighbor.
            for (var i = 0; i < variants.Count; i++)
            {
                var number = (i + round) % variants.Count;
                measurements[number].Add(Once(variants[number], sizes[number]));
            }
        }

        return measurements;
    }

    private static Lap Once(Variant variant, (int Samples, int Chunk) size)
    {
        var lap = new Lap(Math.Max(WarmSteps, size.Chunk), size.Samples, size.Chunk);
        GC.Collect();
        variant.Run(lap);
        return lap;
    }

    /// <summary>Runs until the compiler has done its last work on the variant, and chooses how many steps make a sample and a round.</summary>
    private static (int Samples, int Chunk) WarmUp(Variant variant)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var size = (Samples: LeastSamples, Chunk: 1);
        for (var turn = 0; turn < 4 || clock.Elapsed.TotalSeconds < WarmUpSeconds; turn++)
        {
            var step = Once(variant, size).Seconds.Min();
            var chunk = (int)Math.Clamp(Math.Ceiling(SampleSeconds / step), 1, 1_000_000);
            size = ((int)Math.Clamp(RoundSeconds / (step * chunk), LeastSamples, MostSamples), chunk);

            // The compiler waits for a pause before it turns to what has become hot.
            Thread.Sleep(turn < 3 ? 120 : 0);
        }

        return size;
    }
}
