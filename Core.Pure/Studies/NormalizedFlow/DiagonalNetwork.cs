using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Studies;

/// <summary>The network <c>f(x) = sum u_i v_i x_i</c>, whose gradient descent tends to the largest margin in the l1 norm.</summary>
/// <remarks>docs/theory/normalized-flow.md, N29. Too small a model for the architectures of the house, which have no diagonal layers.</remarks>
internal static class DiagonalNetwork
{
    private const double Gain = 0.02;

    /// <summary>The end-to-end weights after unit-log-loss descent from u = start, v = 0.</summary>
    internal static Vector Direction(Matrix points, double start, double psi)
    {
        var d = points.Columns;
        var (u, v, w, g) = (new double[d], new double[d], new double[d], new double[d]);
        System.Array.Fill(u, start);
        for (var steps = (long)(2 * psi / Gain); steps > 0; steps--)
        {
            for (var i = 0; i < d; i++)
                w[i] = u[i] * v[i];
            var (omega, reached) = Weights(points, w, g);
            if (reached >= psi)
                break;
            for (var n = 0; n < omega.Length; n++)
                for (var i = 0; i < d; i++)
                    g[i] += omega[n] * points[n, i];
            var square = 0.0;
            for (var i = 0; i < d; i++)
                square += g[i] * g[i] * ((u[i] * u[i]) + (v[i] * v[i]));
            for (var i = 0; i < d; i++)
                (u[i], v[i]) = (u[i] + (Gain * g[i] * v[i] / square), v[i] + (Gain * g[i] * u[i] / square));
        }

        return Vector.Of(w);
    }

    private static (double[] Omega, double Psi) Weights(Matrix points, double[] w, double[] g)
    {
        System.Array.Clear(g);
        var margins = new double[points.Rows];
        for (var n = 0; n < margins.Length; n++)
            margins[n] = LinearMargins.Inner(points.Row(n), w);
        var omega = new double[margins.Length];
        return (omega, -ExponentialMargins.LogLoss(margins, omega));
    }
}
