using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>The dual of the shortest separator in an l_p norm, <c>|u|_q^q / q - sum alpha</c> with <c>u = Z^T alpha</c>, 1/p + 1/q = 1; smooth for p up to 2.</summary>
/// <remarks>D. Bertsekas, Projected Newton Methods for Optimization Problems with Simple Constraints, SIAM Journal on Control and Optimization 20, 1982.</remarks>
internal sealed class PNormDual(Matrix points, double q)
{
    private const int StepLimit = 500;
    private const double Precision = 1e-14;

    /// <summary>The minimum over the quadrant, from a start in it.</summary>
    internal double[] Minimum(double[] alpha)
    {
        var value = Value(alpha);
        for (var step = 0; step < StepLimit; step++)
        {
            var gradient = Gradient(alpha);
            if (Violation(alpha, gradient) <= Precision)
                return alpha;
            if (!Search(ref alpha, ref value, gradient, Direction(alpha, gradient)))
                return alpha;
        }

        return alpha;
    }

    /// <summary>Multipliers made larger or smaller together until the functional margins of the support are 1 on average.</summary>
    internal double[] Scaled(double[] alpha)
    {
        var mean = 1 + Gradient(alpha).Where((_, n) => alpha[n] > 0).DefaultIfEmpty(0).Average();
        return mean > 0 ? [.. alpha.Select(a => a * Power(mean, -1 / (q - 1)))] : alpha;
    }

    /// <summary><c>w_i = sign(u_i) |u_i|^(q-1)</c>.</summary>
    internal double[] Weights(double[] alpha)
    {
        var u = Combination(alpha);
        for (var i = 0; i < u.Length; i++)
            u[i] = Math.CopySign(Power(Math.Abs(u[i]), q - 1), u[i]);
        return u;
    }

    /// <summary>z_n . w - 1.</summary>
    private double[] Gradient(double[] alpha)
    {
        var w = Weights(alpha);
        return [.. Enumerable.Range(0, alpha.Length).Select(n => LinearMargins.Inner(points.Row(n), w) - 1)];
    }

    private double Value(double[] alpha) => (Combination(alpha).Sum(x => Power(Math.Abs(x), q)) / q) - alpha.Sum();

    private double[] Combination(double[] alpha)
    {
        var u = new double[points.Columns];
        for (var n = 0; n < alpha.Length; n++)
            for (var i = 0; i < u.Length && alpha[n] != 0; i++)
                u[i] = Math.FusedMultiplyAdd(alpha[n], points[n, i], u[i]);
        return u;
    }

    // Newton's direction in the free multipliers. One that stands at 0 and would be pushed below is taken out, so that the projected path descends.
    private double[] Direction(double[] alpha, double[] gradient)
    {
        var free = Enumerable.Range(0, alpha.Length).Where(n => alpha[n] > 0 || gradient[n] < 0).ToArray();
        while (true)
        {
            var direction = Newton(alpha, gradient, free);
            var kept = free.Where(n => alpha[n] > 0 || direction[n] > 0).ToArray();
            if (kept.Length == free.Length || kept.Length == 0)
                return direction;
            free = kept;
        }
    }

    // The Hessian Z diag((q - 1) |u|^(q-2)) Z^T of the free multipliers. A small multiple of the identity keeps it definite where the weights of the
    // coordinates vanish or there are more points than coordinates; it changes the path and not the end.
    private double[] Newton(double[] alpha, double[] gradient, int[] free)
    {
        var u = Combination(alpha);
        var floor = 1e-12 * u.Max(Math.Abs);
        var curvature = u.Select(x => (q - 1) * Power(Math.Max(Math.Abs(x), floor), q - 2)).ToArray();
        var hessian = new double[free.Length, free.Length];
        var trace = 0.0;
        for (var a = 0; a < free.Length; a++)
        {
            for (var b = 0; b < free.Length; b++)
                for (var i = 0; i < u.Length; i++)
                    hessian[a, b] = Math.FusedMultiplyAdd(points[free[a], i] * curvature[i], points[free[b], i], hessian[a, b]);
            trace += hessian[a, a];
        }

        var right = free.Select(n => -gradient[n]).ToArray();
        double[]? solved = null;
        for (var ridge = 1e-14; solved is null && ridge < 1e10; ridge *= 100)
        {
            for (var a = 0; a < free.Length; a++)
                hessian[a, a] += ridge * trace / free.Length;
            solved = SmallSystem.SolveSymmetric(hessian, right);
        }

        var direction = new double[alpha.Length];
        for (var a = 0; a < free.Length; a++)
            direction[free[a]] = (solved ?? right)[a];
        return direction;
    }

    // Backtracking along the projected path, then to the first multiplier that reaches 0. Close to the end the value is all round-off, and a smaller
    // gradient decides.
    private bool Search(ref double[] alpha, ref double value, double[] gradient, double[] direction)
    {
        var start = alpha;
        var before = Violation(start, gradient);
        var hit = start.Select((a, n) => direction[n] < 0 && a > 0 ? -a / direction[n] : double.PositiveInfinity).Min();
        for (var t = 1.0; t > 1e-12; t /= 2)
        {
            foreach (var step in t > hit && t / 2 <= hit ? [t, hit] : new[] { t })
            {
                var next = start.Select((a, n) => step * direction[n] <= -a ? 0 : a + (step * direction[n])).ToArray();
                var decrease = next.Select((a, n) => gradient[n] * (start[n] - a)).Sum();
                var reached = Value(next);
                if (!(decrease > 0 && reached <= value - (1e-4 * decrease)) && !(Violation(next, Gradient(next)) < 0.5 * before))
                    continue;
                (alpha, value) = (next, reached);
                return true;
            }
        }

        return false;
    }

    private static double Violation(double[] alpha, double[] gradient) => gradient.Select((g, n) => alpha[n] > 0 ? Math.Abs(g) : Math.Max(0, -g)).Max();

    private static double Power(double x, double exponent) => exponent == 1 ? x : exponent == 0 ? 1 : x == 0 && exponent > 0 ? 0 : Elementary.Pow(x, exponent);
}
