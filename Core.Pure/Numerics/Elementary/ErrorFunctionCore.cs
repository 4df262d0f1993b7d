using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>What the error functions share; both polynomials are Chebyshev fits made with 60 digits.</summary>
internal static class ErrorFunctionCore
{
    /// <summary>erf(x) / x - 1 on [0, 1], a polynomial in x^2, error 1e-20.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Slope(V x)
    {
        var z = x * x;
        var p = Fma(Of(-4.374436095532027e-12), z, 8.800573434095057e-11);
        p = Fma(p, z, -1.219032943920267e-09);
        p = Fma(p, z, 1.4796615040241327e-08);
        p = Fma(p, z, -1.6365085240670198e-07);
        p = Fma(p, z, 1.646207677365387e-06);
        p = Fma(p, z, -1.492564908152009e-05);
        p = Fma(p, z, 0.00012055332952678288);
        p = Fma(p, z, -0.0008548327023024329);
        p = Fma(p, z, 0.005223977625438465);
        p = Fma(p, z, -0.026866170645131082);
        p = Fma(p, z, 0.11283791670955125);
        p = Fma(p, z, -0.37612638903183754);
        return Fma(p, z, 0.1283791670955126);
    }

    /// <summary>erfc(x) for 1 &lt;= x &lt;= 28 as exp(-x^2) Q(t) / (x + 3) with t = (x - 3) / (x + 3), error of Q 5e-19.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Tail(V x)
    {
        var divisor = TwoSum(x, Of(3), out var rest);
        var t = (x - Of(3)) / divisor;
        var p = Fma(Of(-2.1576723608288075e-08), t, 6.026272988051562e-08);
        p = Fma(p, t, 6.25755871230799e-08);
        p = Fma(p, t, -2.5117265661966616e-07);
        p = Fma(p, t, -4.111891787773146e-07);
        p = Fma(p, t, 1.0088072797853976e-06);
        p = Fma(p, t, 2.764303739393256e-06);
        p = Fma(p, t, -4.752203129488705e-06);
        p = Fma(p, t, -1.7469891590233048e-05);
        p = Fma(p, t, 3.0398718631232483e-05);
        p = Fma(p, t, 0.00010756133761429479);
        p = Fma(p, t, -0.0002767779143807162);
        p = Fma(p, t, -0.0005483096743836518);
        p = Fma(p, t, 0.003034062006616315);
        p = Fma(p, t, -0.0012124166283039354);
        p = Fma(p, t, -0.026827234624733794);
        p = Fma(p, t, 0.1195277612873241);
        p = Fma(p, t, -0.31046726190056173);
        p = Fma(p, t, 0.5902283571041015);
        p = Fma(p, t, -0.8833944531698836);
        p = Fma(p, t, 1.0740069070883398);
        var square = x * x;
        var y = ExponentialCore.Mantissa(-square, -Fma(x, x, -square), out var n, out var missing, out _);
        return Scale(Quotient(y * p, Fma(y, p, -(y * p)) + (missing * p), divisor, rest), n);
    }
}
