using System.Numerics;
using System.Runtime.InteropServices;
using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>The transcendental activations over spans, each derivative from its own formula so that saturated units keep full relative accuracy.</summary>
/// <remarks>
/// With <c>e = exp(-|z|)</c>: logistic' = e / (1 + e)^2; with <c>e = exp(-2 |z|)</c>: tanh' = 4 e / (1 + e)^2. The usual y (1 - y) and 1 - y^2 lose all
/// digits where y is close to 1. Derivatives may not be written over their arguments.
/// </remarks>
internal static class SmoothKernels
{
    private const int Chunk = 256;

    internal static void TanhFirst(ReadOnlySpan<double> z, Span<double> target) => Bell(z, 2, 4, target);

    internal static void TanhSecond(ReadOnlySpan<double> z, Span<double> target)
    {
        TanhFirst(z, target);
        TimesTanh(-2, z, 1, target);
    }

    internal static void LogisticFirst(ReadOnlySpan<double> z, Span<double> target) => Bell(z, 1, 1, target);

    internal static void LogisticSecond(ReadOnlySpan<double> z, Span<double> target)
    {
        LogisticFirst(z, target);
        TimesTanh(-1, z, 0.5, target);
    }

    // target = height e / (1 + e)^2 with e = exp(-rate |z|).
    private static void Bell(ReadOnlySpan<double> z, double rate, double height, Span<double> target)
    {
        ElementwiseKernels.ScaledMagnitude(-rate, z, target);
        Elementary.Exp(target, target);
        var lanes = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var i = 0; i < lanes.Length; i++)
        {
            var sum = Vector<double>.One + lanes[i];
            lanes[i] = height * lanes[i] / (sum * sum);
        }

        for (var i = lanes.Length * Vector<double>.Count; i < target.Length; i++)
            target[i] = height * target[i] / ((1 + target[i]) * (1 + target[i]));
    }

    // target *= factor tanh(rate z).
    private static void TimesTanh(double factor, ReadOnlySpan<double> z, double rate, Span<double> target)
    {
        Span<double> tanh = stackalloc double[Chunk];
        for (var start = 0; start < z.Length; start += Chunk)
        {
            var length = Math.Min(Chunk, z.Length - start);
            ElementwiseKernels.Scale(rate, z.Slice(start, length), tanh[..length]);
            Elementary.Tanh(tanh[..length], tanh[..length]);
            ElementwiseKernels.Scale(factor, tanh[..length], tanh[..length]);
            ElementwiseKernels.Multiply(tanh[..length], target.Slice(start, length));
        }
    }
}
