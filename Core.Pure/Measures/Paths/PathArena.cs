using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>What several path recursions over one network share: kernels, and room for the powers of all weights.</summary>
/// <remarks>Always our own kernels: a path sum has the same bits under every policy.</remarks>
internal sealed class PathArena(int threads = 1)
{
    private double[] _powers = [];
    private double[] _patches = [];

    internal PortableKernels Kernels { get; } = new(threads);

    /// <summary>|w|^p of all weights, in front of an array that may be longer; gone with the next request.</summary>
    internal double[] Powers(ReadOnlySpan<double> weights, double p)
    {
        var powers = Room(ref _powers, weights.Length);
        for (var i = 0; i < powers.Length; i++)
            powers[i] = PathPowers.Of(weights[i], p);
        return _powers;
    }

    /// <summary>As many ones, in front of an array that may be longer; gone with the next request.</summary>
    internal double[] Ones(int count)
    {
        Room(ref _powers, count).Fill(1);
        return _powers;
    }

    /// <summary>Room for the patches of one image, not cleared.</summary>
    internal Span<double> Patches(int length) => Room(ref _patches, length);

    private static Span<double> Room(ref double[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new double[length];
        return buffer.AsSpan(0, length);
    }
}
