using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>The point of smallest Euclidean norm in the convex hull of finitely many points, by Wolfe's active-set method.</summary>
/// <remarks>P. Wolfe, Finding the nearest point in a polytope, Mathematical Programming 11 (1976). Finite: every major step lowers the norm,
/// and no active set comes back.</remarks>
internal static class MinimumNormPoint
{
    /// <summary>Convex weights of the minimum-norm point and the active set they live on.</summary>
    /// <param name="Weights">One per point, non-negative, summing to 1.</param>
    /// <param name="Active">The indices of the active set, ascending.</param>
    /// <param name="Point">The point itself.</param>
    internal sealed record Solution(double[] Weights, int[] Active, double[] Point);

    /// <summary>Finds it.</summary>
    /// <param name="points">One point per row, at least one.</param>
    internal static Solution Find(Matrix points)
    {
        var scale = 0.0;
        var start = 0;
        for (var i = 0; i < points.Rows; i++)
        {
            var square = LinearMargins.Inner(points.Row(i), points.Row(i));
            scale = Math.Max(scale, square);
            start = square < LinearMargins.Inner(points.Row(start), points.Row(start)) ? i : start;
        }

        var active = new List<int> { start };
        var weights = new List<double> { 1.0 };
        var point = points.Row(start).ToArray();

        // Far above what is ever needed; round-off could otherwise cycle between active sets of equal norm.
        for (var major = 0; major < 50 * (points.Rows + points.Columns); major++)
        {
            var best = Least(points, point);
            if (active.Contains(best) || LinearMargins.Inner(point, point) - LinearMargins.Inner(point, points.Row(best)) <= 1e-15 * scale)
                break;
            active.Add(best);
            weights.Add(0);
            if (!Shrink(points, active, weights))
                break;
            point = Combine(points, active, weights);
        }

        var order = Enumerable.Range(0, active.Count).OrderBy(i => active[i]).ToArray();
        var all = new double[points.Rows];
        for (var i = 0; i < active.Count; i++)
            all[active[i]] = weights[i];
        return new Solution(all, [.. order.Select(i => active[i])], point);
    }

    // Minor steps: move to the affine minimizer of the active set, dropping points whose weight would turn negative on the way.
    private static bool Shrink(Matrix points, List<int> active, List<double> weights)
    {
        while (true)
        {
            var affine = AffineMinimizer(points, active);
            if (affine is null)
            {
                active.RemoveAt(active.Count - 1);
                weights.RemoveAt(weights.Count - 1);
                return false;
            }

            if (affine.All(static w => w > 0))
            {
                for (var i = 0; i < affine.Length; i++)
                    weights[i] = affine[i];
                return true;
            }

            var (step, blocking) = (1.0, 0);
            for (var i = 0; i < affine.Length; i++)
            {
                if (affine[i] <= 0 && weights[i] / (weights[i] - affine[i]) is var t && t <= step)
                    (step, blocking) = (t, i);
            }

            for (var i = 0; i < affine.Length; i++)
                weights[i] += step * (affine[i] - weights[i]);
            weights[blocking] = 0;
            for (var i = active.Count - 1; i >= 0; i--)
            {
                if (weights[i] <= 0)
                {
                    active.RemoveAt(i);
                    weights.RemoveAt(i);
                }
            }
        }
    }

    // (K + 1 1^T) m = 1, normalized: K alone is singular when the affine hull passes through the origin.
    private static double[]? AffineMinimizer(Matrix points, List<int> active)
    {
        var n = active.Count;
        var system = new double[n, n];
        var scale = active.Max(i => LinearMargins.Inner(points.Row(i), points.Row(i)));
        scale = scale == 0 ? 1 : scale;
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                system[i, j] = (LinearMargins.Inner(points.Row(active[i]), points.Row(active[j])) / scale) + 1;
        var ones = new double[n];
        Array.Fill(ones, 1);
        var solved = SmallSystem.SolveSymmetric(system, ones);
        if (solved is null)
            return null;
        var sum = solved.Sum();
        return [.. solved.Select(m => m / sum)];
    }

    private static int Least(Matrix points, double[] direction)
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var i = 0; i < points.Rows; i++)
        {
            var inner = LinearMargins.Inner(direction, points.Row(i));
            (best, least) = inner < least ? (i, inner) : (best, least);
        }

        return best;
    }

    private static double[] Combine(Matrix points, List<int> active, List<double> weights)
    {
        var sum = new double[points.Columns];
        for (var i = 0; i < active.Count; i++)
        {
            var row = points.Row(active[i]);
            for (var j = 0; j < sum.Length; j++)
                sum[j] = Math.FusedMultiplyAdd(weights[i], row[j], sum[j]);
        }

        return sum;
    }
}
