using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>The few operations on eight lanes that the elementary functions are composed of.</summary>
internal static class Lanes
{
    /// <summary>1.5 * 2^52: adding it rounds to an integer, which then stands in the low bits.</summary>
    internal const double Shifter = 6755399441055744.0;

    internal static V Sign
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(-0.0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Of(double x) => Vector512.Create(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Fma(V a, V b, V c) => Vector512.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Fma(V a, V b, double c) => Vector512.FusedMultiplyAdd(a, b, Vector512.Create(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Select(V condition, V yes, V no) => Vector512.ConditionalSelect(condition, yes, no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V WithSignOf(V magnitude, V x) => magnitude | (x & Sign);

    /// <summary>The smaller number; NaN in x stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V AtMost(V x, double bound) => Select(Vector512.GreaterThan(x, Of(bound)), Of(bound), x);

    /// <summary>The larger number; NaN in x stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V AtLeast(V x, double bound) => Select(Vector512.LessThan(x, Of(bound)), Of(bound), x);

    /// <summary>a + b without error as the rounded sum and the rest (Knuth).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V TwoSum(V a, V b, out V rest)
    {
        var sum = a + b;
        var bb = sum - a;
        rest = (a - (sum - bb)) + (b - bb);
        return sum;
    }

    /// <summary>The same where |a| is at least |b| or a is 0 (Dekker).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V FastTwoSum(V a, V b, out V rest)
    {
        var sum = a + b;
        rest = (a - sum) + b;
        return sum;
    }

    /// <summary>(high + low) / (divisor + rest), correctly rounded but for a few hundredths of a unit in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Quotient(V high, V low, V divisor, V rest)
    {
        var inverse = Of(1) / divisor;
        var quotient = high * inverse;
        var remainder = Fma(-quotient, divisor, high) + Fma(-quotient, rest, low);
        return Fma(remainder, inverse, quotient);
    }

    /// <summary>2^n, the integer n being given as n + <see cref="Shifter"/> with -1022 &lt;= n &lt;= 1023.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V PowerOfTwo(V shifted) => ((shifted.AsInt64() << 52) + Of(1).AsInt64()).AsDouble();

    /// <summary>x * 2^n in two steps, so that results below the normal range are rounded once and overflow gives infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Scale(V x, V n)
    {
        var half = Fma(n, Of(0.5), Shifter);
        var rest = n - (half - Of(Shifter)) + Of(Shifter);
        return x * PowerOfTwo(half) * PowerOfTwo(rest);
    }
}
