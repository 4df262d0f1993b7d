using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Norms of norms: l_p over the incoming weights of a unit, l_q over units.</summary>
/// <remarks>Bartlett et al. write the transpose: their (2,1) norm of A^T is ours of A. Neyshabur, Tomioka, Srebro, arXiv:1503.00036; docs/theory/capacity-and-path.md, 2.2.</remarks>
public static class GroupNorm
{
    /// <summary><c>(sum_v (sum_u |W_vu|^p)^(q/p))^(1/q)</c>, maxima for infinite exponents.</summary>
    /// <param name="matrix">Row v holds the incoming weights of unit v.</param>
    /// <param name="p">1 or more, or infinity.</param>
    /// <param name="q">1 or more, or infinity.</param>
    public static double Of(Matrix matrix, double p, double q)
    {
        var rows = new double[matrix.Rows];
        for (var v = 0; v < rows.Length; v++)
            rows[v] = Vector(matrix.Row(v), p);
        return Vector(rows, q);
    }

    /// <summary>The l_p norm, scaled so that squares do not leave the range.</summary>
    /// <param name="x">Any numbers.</param>
    /// <param name="p">1 or more, or infinity.</param>
    public static double Vector(ReadOnlySpan<double> x, double p)
    {
        var largest = 0.0;
        foreach (var entry in x)
            largest = Math.Max(largest, Math.Abs(entry));
        if (largest == 0 || double.IsPositiveInfinity(p) || !double.IsFinite(largest))
            return largest;
        var shift = Math.ILogB(largest);
        var sum = 0.0;
        foreach (var entry in x)
            sum += PathPowers.Of(Math.ScaleB(entry, -shift), p);
        var root = p switch
        {
            1 => sum,
            2 => Math.Sqrt(sum),
            3 => Math.Cbrt(sum),
            _ => Elementary.Pow(sum, 1 / p),
        };
        return Math.ScaleB(root, shift);
    }
}
