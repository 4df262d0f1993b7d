using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>What the logarithms share: x = 2^k (1 + f) with 1 + f between the square roots of 1/2 and 2, and log(1 + f) by s = f / (2 + f).</summary>
internal static class LogarithmCore
{
    /// <summary>41 bits, so that k times it is exact.</summary>
    internal const double Ln2High = 0.693147180559663;

    internal const double Ln2Low = 2.8235290563031577e-13;

    private const long HalfRootBits = 0x3FE6A09E667F3BCD;

    /// <summary>Splits a normal positive x; f is exact. Also gives k as the exponent field of 2^-k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Split(V x, out V k)
    {
        var bits = x.AsInt64() + (Of(1).AsInt64() - Vector512.Create(HalfRootBits));
        var exponent = Vector512.ShiftRightLogical(bits, 52);
        k = (exponent | Of(4503599627370496.0).AsInt64()).AsDouble() - Of(4503599627370496.0 + 1023);
        return ((bits & Vector512.Create(0x000FFFFFFFFFFFFF)) + Vector512.Create(HalfRootBits)).AsDouble() - Of(1);
    }

    /// <summary>k ln 2 + log(1 + f) + small, where small is far below f: a leading sum and a rest that still has to be added.</summary>
    /// <remarks>log(1 + f) = f - h + s (h + R), h = f^2 / 2, R = 2 s^2 (1/3 + s^2 / 5 + ...); the polynomial in s^2 is a Chebyshev fit on
    /// [0, 0.02944], error 2e-17. The leading f and k ln 2 are added without error first.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Log(V f, V k, V small, out V rest)
    {
        var s = f / (f + Of(2));
        var z = s * s;
        var p = Fma(Of(0.06543383504974087), z, 0.06634379834280306);
        p = Fma(p, z, 0.07693120102906739);
        p = Fma(p, z, 0.09090897815442377);
        p = Fma(p, z, 0.11111111195900235);
        p = Fma(p, z, 0.14285714285401616);
        p = Fma(p, z, 0.2000000000000044);
        p = Fma(p, z, 0.3333333333333333);
        var half = f * f * Of(0.5);
        var sum = FastTwoSum(k * Of(Ln2High), f, out var lost);
        var correction = Fma(s, Fma(z + z, p, half), Fma(k, Of(Ln2Low), small));
        rest = lost - (half - correction);
        return sum;
    }

    /// <summary>log(1 + high + low) as a sum and a rest, where 1 + high is positive and low is below half a unit in the last place of high.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V LogOnePlus(V high, V low, out V rest)
    {
        var sum = TwoSum(Of(1), high, out var lost);
        var f = Split(sum, out var k);
        var small = (lost + low) * PowerOfTwo(Of(Shifter) - k);
        // Without a change of binade the argument itself is f, to its last bit.
        var near = Vector512.Equals(k, V.Zero);
        f = Select(near, high, f);
        small = Select(near, low, small);
        // small / (1 + f) by three terms of 1 / (1 + f) = (1 - s) / (1 + s) = 1 - 2s + 2s^2 - ...: small is 2^-53 of f.
        var s = f / (f + Of(2));
        return Log(f, k, Fma(-(small + small) * s, Fma(s, s - Of(1), 1), small), out rest);
    }
}
