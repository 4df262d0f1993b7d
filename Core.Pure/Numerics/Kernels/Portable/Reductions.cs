using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>Sums in the fixed tree of the portable policy: entry i joins chain i mod 16, then the chains are folded 8, 4, 2, 1.</summary>
/// <remarks>The numbers are continued by zeros to a multiple of 16. <see cref="ReferenceKernels"/> states the same rule entry by entry.</remarks>
internal static class Reductions
{
    /// <summary>How many chains.</summary>
    internal const int Chains = 16;

    // 2^-250 and 2^500: above the one, squares of scaled entries are far from underflow; below the other, no entry exceeds 2^250.
    private const double SmallestOrdinary = 5.527147875260445e-76;
    private const double LargestOrdinary = 3.2733906078961419e150;

    [MethodImpl(Compiled.AtOnce)]
    internal static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        V low = V.Zero, high = V.Zero;
        ref var px = ref Unsafe.AsRef(in x.GetPinnableReference());
        ref var py = ref Unsafe.AsRef(in y.GetPinnableReference());
        var whole = x.Length - (x.Length % Chains);
        for (nuint i = 0; i < (nuint)whole; i += Chains)
        {
            low = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref px, i), Vector512.LoadUnsafe(ref py, i), low);
            high = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref px, i + 8), Vector512.LoadUnsafe(ref py, i + 8), high);
        }

        if (whole < x.Length)
        {
            Tail(x[whole..], out var x0, out var x1);
            Tail(y[whole..], out var y0, out var y1);
            low = Vector512.FusedMultiplyAdd(x0, y0, low);
            high = Vector512.FusedMultiplyAdd(x1, y1, high);
        }

        return Fold(low, high);
    }

    [MethodImpl(Compiled.AtOnce)]
    internal static double Sum(ReadOnlySpan<double> x)
    {
        V low = V.Zero, high = V.Zero;
        ref var px = ref Unsafe.AsRef(in x.GetPinnableReference());
        var whole = x.Length - (x.Length % Chains);
        for (nuint i = 0; i < (nuint)whole; i += Chains)
        {
            low += Vector512.LoadUnsafe(ref px, i);
            high += Vector512.LoadUnsafe(ref px, i + 8);
        }

        if (whole < x.Length)
        {
            Tail(x[whole..], out var x0, out var x1);
            low += x0;
            high += x1;
        }

        return Fold(low, high);
    }

    /// <summary>The norm of x times a power of two that brings its largest entry near 1, divided by that power: nothing over- or underflows.</summary>
    /// <remarks>Between 2^-250 and 2^250 no rounding notices that power, so one pass without it gives the same bits.</remarks>
    internal static double Norm(ReadOnlySpan<double> x) => OrdinarySquares(x) is >= 0 and < LargestOrdinary and var sum ? Math.Sqrt(sum) : ScaledNorm(x);

    /// <summary>The sum of squares; NaN when an entry other than 0 is below 2^-250, and not below 2^500 when one is too large.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static double OrdinarySquares(ReadOnlySpan<double> x)
    {
        V low = V.Zero, high = V.Zero, small = V.Zero;
        ref var px = ref Unsafe.AsRef(in x.GetPinnableReference());
        var whole = x.Length - (x.Length % Chains);
        for (nuint i = 0; i < (nuint)whole; i += Chains)
        {
            V x0 = Vector512.LoadUnsafe(ref px, i), x1 = Vector512.LoadUnsafe(ref px, i + 8);
            low = Vector512.FusedMultiplyAdd(x0, x0, low);
            high = Vector512.FusedMultiplyAdd(x1, x1, high);
            small |= Small(x0) | Small(x1);
        }

        if (whole < x.Length)
        {
            Tail(x[whole..], out var x0, out var x1);
            low = Vector512.FusedMultiplyAdd(x0, x0, low);
            high = Vector512.FusedMultiplyAdd(x1, x1, high);
            small |= Small(x0) | Small(x1);
        }

        return small.AsUInt64() == Vector512<ulong>.Zero ? Fold(low, high) : double.NaN;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Small(V x) => Vector512.AndNot(Vector512.LessThan(Vector512.Abs(x), Vector512.Create(SmallestOrdinary)), Vector512.Equals(x, V.Zero));

    [MethodImpl(Compiled.AtOnce)]
    private static double ScaledNorm(ReadOnlySpan<double> x)
    {
        var largest = Largest(x);
        if (largest == 0 || !double.IsFinite(largest))
            return largest;
        var scale = UnitScale(largest);
        V low = V.Zero, high = V.Zero, factor = Vector512.Create(scale);
        ref var px = ref Unsafe.AsRef(in x.GetPinnableReference());
        var whole = x.Length - (x.Length % Chains);
        for (nuint i = 0; i < (nuint)whole; i += Chains)
        {
            V x0 = Vector512.LoadUnsafe(ref px, i) * factor, x1 = Vector512.LoadUnsafe(ref px, i + 8) * factor;
            low = Vector512.FusedMultiplyAdd(x0, x0, low);
            high = Vector512.FusedMultiplyAdd(x1, x1, high);
        }

        if (whole < x.Length)
        {
            Tail(x[whole..], out var x0, out var x1);
            low = Vector512.FusedMultiplyAdd(x0 * factor, x0 * factor, low);
            high = Vector512.FusedMultiplyAdd(x1 * factor, x1 * factor, high);
        }

        return Math.Sqrt(Fold(low, high)) / scale;
    }

    /// <summary>The power of two that brings a positive finite number into [1, 2), short of the extremes of the exponent range.</summary>
    internal static double UnitScale(double largest) => Math.ScaleB(1, -Math.Clamp(Math.ILogB(largest), -1000, 1000));

    /// <summary>The largest magnitude; NaN if any entry is.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static double Largest(ReadOnlySpan<double> x)
    {
        var lanes = V.Zero;
        var broken = V.Zero;
        var i = 0;
        for (; i <= x.Length - V.Count; i += V.Count)
        {
            var v = Vector512.Create(x.Slice(i, V.Count));
            lanes = Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Abs(v), lanes), Vector512.Abs(v), lanes);
            broken |= ~Vector512.Equals(v, v);
        }

        if (broken != V.Zero)
            return double.NaN;
        var largest = 0.0;
        for (var lane = 0; lane < V.Count; lane++)
            largest = Math.Max(largest, lanes[lane]);
        for (; i < x.Length; i++)
            largest = Math.Max(largest, Math.Abs(x[i]));
        return largest;
    }

    private static void Tail(ReadOnlySpan<double> rest, out V low, out V high)
    {
        Span<double> padded = stackalloc double[Chains];
        padded.Clear();
        rest.CopyTo(padded);
        low = Vector512.Create<double>(padded[..8]);
        high = Vector512.Create<double>(padded[8..]);
    }

    private static double Fold(V low, V high)
    {
        var eight = low + high;
        var four = eight.GetLower() + eight.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }
}
