using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>The direction V_rho that minimizes the summed exponential loss of a linear classifier of norm rho.</summary>
/// <remarks>It is the only stationary point with a positive radial sum, and its margin is short of the largest by about c / rho. docs/theory/normalized-flow.md, A5 and N30.</remarks>
public static class FixedNormSolution
{
    private const int MaximumSteps = 2_000_000;

    /// <summary>Finds V_rho by tangent steps of size 1 / (rho R_x^2) with division by the norm, until the tangent no longer shrinks.</summary>
    /// <param name="points">One z_n = y_n x_n per row, separable through the origin.</param>
    /// <param name="norm">rho, positive.</param>
    /// <returns>A unit vector.</returns>
    public static Vector Of(Matrix points, double norm)
    {
        var v = new double[points.Columns];
        double radius = 0;
        for (var n = 0; n < points.Rows; n++)
        {
            var z = points.Row(n);
            radius = Math.Max(radius, LinearMargins.Inner(z, z));
            for (var j = 0; j < v.Length; j++)
                v[j] += z[j];
        }

        Normalize(v);
        var (w, best, since) = (new double[v.Length], double.PositiveInfinity, 0);
        for (var step = 0; step < MaximumSteps && since < 2000; step++)
        {
            for (var j = 0; j < v.Length; j++)
                w[j] = norm * v[j];
            var g = Mean(points, LinearMargins.Of(points, w).ExampleWeights);
            var along = LinearMargins.Inner(v, g);
            for (var j = 0; j < v.Length; j++)
                g[j] -= along * v[j];
            var tangent = LinearMargins.Inner(g, g);
            (best, since) = tangent < best ? (tangent, 0) : (best, since + 1);
            if (tangent == 0)
                break;
            for (var j = 0; j < v.Length; j++)
                v[j] += g[j] / (norm * radius);
            Normalize(v);
        }

        return Vector.Own(v);
    }

    private static double[] Mean(Matrix points, Vector omega)
    {
        var g = new double[points.Columns];
        for (var n = 0; n < points.Rows; n++)
        {
            var z = points.Row(n);
            for (var j = 0; j < g.Length; j++)
                g[j] = Math.FusedMultiplyAdd(omega[n], z[j], g[j]);
        }

        return g;
    }

    private static void Normalize(double[] v)
    {
        var length = Math.Sqrt(LinearMargins.Inner(v, v));
        for (var j = 0; j < v.Length; j++)
            v[j] /= length;
    }
}
