using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>What the exponential family shares: x = n ln 2 + r with |r| at most half of ln 2, and a polynomial in r.</summary>
internal static class ExponentialCore
{
    private const double Log2E = 1.4426950408889634;

    // 41 bits, so that n times it is exact for every exponent a double can have.
    private const double Ln2High = 0.693147180559663;
    private const double Ln2Low = 2.8235290563031577e-13;

    /// <summary>The reduction of x + low; returns n + <see cref="Shifter"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Reduce(V x, V low, out V n, out V r, out V rest)
    {
        var shifted = Fma(x, Of(Log2E), Shifter);
        n = shifted - Of(Shifter);
        r = FastTwoSum(Fma(-n, Of(Ln2High), x), Fma(-n, Of(Ln2Low), low), out rest);
        return shifted;
    }

    /// <summary>exp(r + rest) - 1 - r to the accuracy of a double: small beside 1 + r, so that the last addition makes the error.</summary>
    /// <remarks>The polynomial is a Chebyshev fit of (exp(r) - 1 - r) / r^2 on |r| &lt;= 0.34661, error 3e-18.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tail(V r, V rest)
    {
        var p = Fma(Of(2.0914686968086876e-09), r, 2.5105217004720745e-08);
        p = Fma(p, r, 2.75572736431103e-07);
        p = Fma(p, r, 2.7557255400206422e-06);
        p = Fma(p, r, 2.4801587325547743e-05);
        p = Fma(p, r, 0.00019841269874820627);
        p = Fma(p, r, 0.0013888888888883748);
        p = Fma(p, r, 0.008333333333326136);
        p = Fma(p, r, 0.04166666666666667);
        p = Fma(p, r, 0.1666666666666667);
        p = Fma(p, r, 0.5);
        return Fma(r * r, p, Fma(rest, r, rest));
    }

    /// <summary>exp(x + low) / 2^n as a rounded value in [0.7, 1.42] and what is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Mantissa(V x, V low, out V n, out V missing, out V shifted)
    {
        shifted = Reduce(x, low, out n, out var r, out var rest);
        var one = FastTwoSum(Of(1), r, out var lost);
        return FastTwoSum(one, lost + Tail(r, rest), out missing);
    }

    /// <summary>exp(x) - 1 as a sum of two doubles, for |x| at most 700.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V MinusOne(V x, out V low)
    {
        var shifted = Reduce(x, V.Zero, out _, out var r, out var rest);
        var p = FastTwoSum(r, Tail(r, rest), out var pLow);
        var scale = PowerOfTwo(shifted);
        var constant = TwoSum(scale, Of(-1), out var constantLow);
        var sum = TwoSum(constant, scale * p, out var lost);
        return FastTwoSum(sum, lost + Fma(scale, pLow, constantLow), out low);
    }
}
