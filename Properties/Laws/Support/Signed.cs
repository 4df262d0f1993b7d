using Marginalia.Data;
using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>The signed examples <c>z_n = y_n x_n</c> of a linear model.</summary>
internal static class Signed
{
    internal static Matrix Points(Dataset data) =>
        HardMarginSolver.Signed(data.Inputs, data.Targets.Match(static s => s.Labels, static _ => Vector.Empty, static _ => Vector.Empty));

    /// <summary><c>z_n . w</c>.</summary>
    internal static double[] Margins(Matrix points, ReadOnlySpan<double> w)
    {
        var margins = new double[points.Rows];
        for (var n = 0; n < margins.Length; n++)
            margins[n] = Probing.Dot(points.Row(n), w);
        return margins;
    }

    /// <summary><c>|sum omega_n z_n|</c>.</summary>
    internal static double Combined(Matrix points, ReadOnlySpan<double> weights)
    {
        var sum = new double[points.Columns];
        for (var n = 0; n < points.Rows; n++)
            for (var i = 0; i < sum.Length; i++)
                sum[i] = Math.FusedMultiplyAdd(weights[n], points[n, i], sum[i]);
        return Math.Sqrt(Probing.Dot(sum, sum));
    }
}
