using System.Diagnostics;

namespace Marginalia.Benchmarks;

/// <summary>The watch of one round of one variant: the body calls <see cref="Mark"/> after every step until <see cref="Steps"/> steps are made.</summary>
/// <remarks>Warm steps come first and are not measured, so arenas, buffers and caches are what they are in the middle of a long run. Marks allocate nothing.</remarks>
internal sealed class Lap(int warm, int samples, int chunk)
{
    private readonly long[] _stamps = new long[samples + 1];
    private readonly int[] _collections = new int[GC.MaxGeneration + 1];
    private long _bytes;
    private long _count;

    /// <summary>How many steps the body makes.</summary>
    internal long Steps { get; } = warm + ((long)samples * chunk);

    /// <summary>How many of them are measured.</summary>
    internal long MeasuredSteps => (long)samples * chunk;

    /// <summary>Bytes allocated by all threads during the measured steps.</summary>
    internal long Bytes => _bytes;

    /// <summary>Collections of a generation during the measured steps.</summary>
    internal int Collections(int generation) => _collections[generation];

    /// <summary>Whether every step was made; a body that ends early measured something else.</summary>
    internal bool IsComplete => _count == Steps;

    /// <summary>Seconds per step, one number per sample of <c>chunk</c> steps.</summary>
    internal IEnumerable<double> Seconds
    {
        get
        {
            for (var i = 0; i < samples; i++)
                yield return (_stamps[i + 1] - _stamps[i]) / (double)Stopwatch.Frequency / chunk;
        }
    }

    /// <summary>Ends a step. Steps beyond <see cref="Steps"/> are ignored.</summary>
    internal void Mark()
    {
        if (_count >= Steps)
            return;
        var measured = ++_count - warm;
        if (measured < 0)
            return;
        if (measured == 0)
            Open();
        else if (measured % chunk == 0)
            _stamps[measured / chunk] = Stopwatch.GetTimestamp();
        if (_count == Steps)
            Close();
    }

    private void Open()
    {
        for (var g = 0; g < _collections.Length; g++)
            _collections[g] = GC.CollectionCount(g);
        _bytes = GC.GetTotalAllocatedBytes(precise: true);
        _stamps[0] = Stopwatch.GetTimestamp();
    }

    private void Close()
    {
        _bytes = GC.GetTotalAllocatedBytes(precise: true) - _bytes;
        for (var g = 0; g < _collections.Length; g++)
            _collections[g] = GC.CollectionCount(g) - _collections[g];
    }
}
