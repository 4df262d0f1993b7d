using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>The power by a logarithm of two doubles: y log x may reach 745, so the logarithm needs ten bits more than a double has.</summary>
internal static class PowerCore
{
    private const double ThirdHigh = 0.3333333333333333;
    private const double ThirdLow = 1.850371707708594e-17;

    /// <summary>(x 2^k)^y for normal positive x and finite y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Power(V x, V k, V y)
    {
        var log = Log(x, k, out var logLow);
        var exponent = y * log;
        var low = Fma(y, log, -exponent) + (y * logLow);

        // Beyond the clamp the result is 0 or infinite; the low part could be NaN there.
        var inside = Vector512.LessThan(Vector512.Abs(exponent), Of(750));
        exponent = AtLeast(AtMost(exponent, 750), -750);
        var value = ExponentialCore.Mantissa(exponent, low & inside, out var n, out _, out _);
        return Scale(value, n);
    }

    /// <summary>log x + k ln 2 as a sum of two doubles, relative error about 2^-65.</summary>
    /// <remarks>log(1 + f) = 2 s (1 + s^2 (1/3 + s^2 / 5 + ...)) with s = f / (2 + f); the first two coefficients are carried in two doubles,
    /// the rest is a Chebyshev fit on s^2 in [0, 0.02944], error 6e-21.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log(V x, V k, out V low)
    {
        var f = LogarithmCore.Split(x, out var exponent);
        exponent += k;
        var divisor = FastTwoSum(Of(2), f, out var divisorLow);
        var inverse = Of(1) / divisor;
        var s = f * inverse;
        var sLow = (Fma(-s, divisor, f) - (s * divisorLow)) * inverse;
        var z = s * s;
        var zLow = Fma(s + s, sLow, Fma(s, s, -z));
        var p = Fma(Of(0.053812122097824), z, 0.05228163634742257);
        p = Fma(p, z, 0.058834065605171064);
        p = Fma(p, z, 0.06666648267216471);
        p = Fma(p, z, 0.07692307880585086);
        p = Fma(p, z, 0.09090909089828463);
        p = Fma(p, z, 0.11111111111114215);
        p = Fma(p, z, 0.14285714285714282);
        p = Fma(p, z, 0.2);
        var c = FastTwoSum(Of(ThirdHigh), p * z, out var cLow);
        cLow += Of(ThirdLow);
        var t = z * c;
        var tLow = Fma(z, c, -t) + Fma(z, cLow, zLow * c);
        var cubic = s * t;
        var cubicLow = Fma(s, t, -cubic) + Fma(s, tLow, sLow * t);
        var log = FastTwoSum(s + s, cubic + cubic, out var lost);
        lost += Of(2) * (sLow + cubicLow);
        var sum = FastTwoSum(exponent * Of(LogarithmCore.Ln2High), log, out var rest);
        return FastTwoSum(sum, rest + Fma(exponent, Of(LogarithmCore.Ln2Low), lost), out low);
    }
}
