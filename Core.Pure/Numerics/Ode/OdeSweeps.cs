using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>Passes over all coordinates of an integration at once; every coordinate is one chain of fused multiply-adds over the slopes.</summary>
/// <remarks>Buffers have whole groups of coordinates, and the slopes may be more than the weights.</remarks>
internal static class OdeSweeps
{
    /// <summary>Coordinates that one turn of a loop takes, so that it need not turn for every few.</summary>
    internal const int Group = 32;

    /// <summary><c>next = y + step * sum_j weights[j] slope_j</c>; zero weights are skipped.</summary>
    [MethodImpl(Compiled.AtOnce)]
    internal static void Combine(double[] y, double[][] slopes, ReadOnlySpan<double> weights, double step, double[] next)
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(y);
        ref var to = ref MemoryMarshal.GetArrayDataReference(next);
        var size = Vector512.Create(step);
        for (nuint i = 0; i < (nuint)y.Length; i += Group)
        {
            Mix(slopes, weights, i, out var m0, out var m1, out var m2, out var m3);
            Vector512.FusedMultiplyAdd(size, m0, Vector512.LoadUnsafe(ref from, i)).StoreUnsafe(ref to, i);
            Vector512.FusedMultiplyAdd(size, m1, Vector512.LoadUnsafe(ref from, i + 8)).StoreUnsafe(ref to, i + 8);
            Vector512.FusedMultiplyAdd(size, m2, Vector512.LoadUnsafe(ref from, i + 16)).StoreUnsafe(ref to, i + 16);
            Vector512.FusedMultiplyAdd(size, m3, Vector512.LoadUnsafe(ref from, i + 24)).StoreUnsafe(ref to, i + 24);
        }
    }

    /// <summary>The sum of squares of <c>step * sum_j weights[j] slope_j / (absolute + relative * max(|y|, |next|))</c> in eight lanes; not finite when a
    /// point is not.</summary>
    [MethodImpl(Compiled.AtOnce)]
    internal static double ScaledSquares(
        double[] y, double[] next, double[][] slopes, ReadOnlySpan<double> weights, double step, double absolute, double relative)
    {
        ref var before = ref MemoryMarshal.GetArrayDataReference(y);
        ref var after = ref MemoryMarshal.GetArrayDataReference(next);
        V sum = V.Zero, factor = Vector512.Create(step), share = Vector512.Create(relative), least = Vector512.Create(absolute);
        for (nuint i = 0; i < (nuint)y.Length; i += Group)
        {
            Mix(slopes, weights, i, out var m0, out var m1, out var m2, out var m3);
            sum = Add(sum, factor * m0, Vector512.LoadUnsafe(ref before, i), Vector512.LoadUnsafe(ref after, i), share, least);
            sum = Add(sum, factor * m1, Vector512.LoadUnsafe(ref before, i + 8), Vector512.LoadUnsafe(ref after, i + 8), share, least);
            sum = Add(sum, factor * m2, Vector512.LoadUnsafe(ref before, i + 16), Vector512.LoadUnsafe(ref after, i + 16), share, least);
            sum = Add(sum, factor * m3, Vector512.LoadUnsafe(ref before, i + 24), Vector512.LoadUnsafe(ref after, i + 24), share, least);
        }

        var four = sum.GetLower() + sum.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    /// <summary>The largest <c>|x_i - y_i|</c>; NaN when there is one.</summary>
    internal static double LargestDifference(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var lanes = V.Zero;
        var i = 0;
        for (; i <= x.Length - V.Count; i += V.Count)
            lanes = Vector512.Max(lanes, Vector512.Abs(Vector512.Create(x.Slice(i, V.Count)) - Vector512.Create(y.Slice(i, V.Count))));
        var largest = Largest(lanes);
        for (; i < x.Length; i++)
            largest = Math.Max(largest, Math.Abs(x[i] - y[i]));
        return largest;
    }

    /// <summary>The largest <c>|x_i|</c>; NaN when there is one.</summary>
    internal static double Largest(ReadOnlySpan<double> x)
    {
        var lanes = V.Zero;
        var i = 0;
        for (; i <= x.Length - V.Count; i += V.Count)
            lanes = Vector512.Max(lanes, Vector512.Abs(Vector512.Create(x.Slice(i, V.Count))));
        var largest = Largest(lanes);
        for (; i < x.Length; i++)
            largest = Math.Max(largest, Math.Abs(x[i]));
        return largest;
    }

    private static double Largest(V lanes)
    {
        var largest = 0.0;
        for (var lane = 0; lane < V.Count; lane++)
            largest = Math.Max(largest, lanes[lane]);
        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Add(V sum, V error, V before, V after, V share, V least)
    {
        var size = Vector512.Max(Vector512.Abs(before), Vector512.Abs(after));
        var scaled = error / Vector512.FusedMultiplyAdd(share, size, least);
        return Vector512.FusedMultiplyAdd(scaled, scaled, sum) + (size - size); // NaN for an infinite size, which would hide its error
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(double[][] slopes, ReadOnlySpan<double> weights, nuint i, out V m0, out V m1, out V m2, out V m3)
    {
        (m0, m1, m2, m3) = (V.Zero, V.Zero, V.Zero, V.Zero);
        for (var j = 0; j < weights.Length; j++)
        {
            if (weights[j] == 0)
                continue;
            var weight = Vector512.Create(weights[j]);
            ref var slope = ref MemoryMarshal.GetArrayDataReference(slopes[j]);
            m0 = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref slope, i), m0);
            m1 = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref slope, i + 8), m1);
            m2 = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref slope, i + 16), m2);
            m3 = Vector512.FusedMultiplyAdd(weight, Vector512.LoadUnsafe(ref slope, i + 24), m3);
        }
    }
}
