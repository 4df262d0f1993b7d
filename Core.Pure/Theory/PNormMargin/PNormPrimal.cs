using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>The shortest separator in an l_p norm for p above 2 by a primal-dual interior-point method.</summary>
/// <remarks>
/// Unknowns are w, the slacks s = Z w - 1 and the multipliers alpha with <c>phi(w) = Z^T alpha</c>, <c>phi_i = sign(w_i) |w_i|^(p-1)</c>, and <c>s alpha = mu</c>
/// falling to 0 (S. Wright, Primal-Dual Interior-Point Methods, 1997). There the dual alone is useless: w is a root of <c>Z^T alpha</c>, which magnifies
/// round-off. A few Newton steps on the support at the end give w its last digits.
/// </remarks>
internal sealed class PNormPrimal(Matrix points, double p)
{
    private const int StepLimit = 300;
    private const int PolishingSteps = 20;

    /// <summary>Weights and multipliers, from weights with functional margins of at least 1.</summary>
    internal (double[] Weights, double[] Multipliers) Solve(double[] feasible)
    {
        var w = feasible.Select(static x => 2 * x).ToArray();
        var slacks = Margins(w).Select(static m => m - 1).ToArray();
        var scale = Size(Normal(w)) / Size(Combination([.. slacks.Select(static s => 1 / s)]));
        var alpha = slacks.Select(s => scale / s).ToArray();
        for (var step = 0; step < StepLimit; step++)
        {
            var complementarity = slacks.Zip(alpha, static (s, a) => s * a).Average();
            if (complementarity <= 1e-17 * alpha.Sum() && Size(Residual(w, alpha)) <= 1e-14 * Size(Normal(w)))
                break;
            if (!Advance(w, slacks, alpha, 0.2 * complementarity))
                break;
        }

        var largest = alpha.Max();
        return Polished(w, alpha, [.. Enumerable.Range(0, alpha.Length).Where(n => alpha[n] / largest > slacks[n])]);
    }

    private bool Advance(double[] w, double[] slacks, double[] alpha, double mu)
    {
        var curvature = Curvature(w);
        var matrix = new double[w.Length, w.Length];
        var right = Residual(w, alpha);
        for (var n = 0; n < alpha.Length; n++)
        {
            var (weight, push) = (alpha[n] / slacks[n], (mu / slacks[n]) - alpha[n]);
            for (var i = 0; i < w.Length; i++)
            {
                right[i] = Math.FusedMultiplyAdd(push, points[n, i], right[i]);
                for (var j = 0; j < w.Length; j++)
                    matrix[i, j] = Math.FusedMultiplyAdd(weight * points[n, i], points[n, j], matrix[i, j]);
            }
        }

        var trace = curvature.Sum();
        for (var i = 0; i < w.Length; i++)
            matrix[i, i] += curvature[i] + (1e-14 * trace / w.Length);
        if (SmallSystem.SolveSymmetric(matrix, right) is not { } dw)
            return false;
        var ds = Margins(dw);
        var da = alpha.Select((a, n) => ((mu - (a * ds[n])) / slacks[n]) - a).ToArray();
        var longest = Math.Min(1, 0.99 * Math.Min(ToBoundary(slacks, ds), ToBoundary(alpha, da)));
        var before = Size(Residual(w, alpha));
        for (var t = longest; t > 1e-10 * longest; t /= 2)
        {
            var (nextW, nextAlpha) = (Moved(w, dw, t), Moved(alpha, da, t));
            if (Size(Residual(nextW, nextAlpha)) > Math.Max(before * (1 - (0.01 * t)), 1e-14 * Size(Normal(nextW))))
                continue;
            nextW.CopyTo(w, 0);
            nextAlpha.CopyTo(alpha, 0);
            Moved(slacks, ds, t).CopyTo(slacks, 0);
            return true;
        }

        return false;
    }

    // phi(w) = Z_S^T alpha and Z_S w = 1 by Newton's method in both unknowns.
    private (double[] Weights, double[] Multipliers) Polished(double[] w, double[] alpha, int[] support)
    {
        var exact = new double[alpha.Length];
        foreach (var n in support)
            exact[n] = alpha[n];
        for (var step = 0; step < PolishingSteps; step++)
        {
            var inverse = Curvature(w).Select(static c => 1 / Math.Max(c, 1e-200)).ToArray();
            var residual = Residual(w, exact);
            var margins = Margins(w);
            var gram = new double[support.Length, support.Length];
            var right = new double[support.Length];
            for (var a = 0; a < support.Length; a++)
            {
                right[a] = 1 - margins[support[a]];
                for (var i = 0; i < w.Length; i++)
                    right[a] -= points[support[a], i] * inverse[i] * residual[i];
                for (var b = 0; b < support.Length; b++)
                    for (var i = 0; i < w.Length; i++)
                        gram[a, b] = Math.FusedMultiplyAdd(points[support[a], i] * inverse[i], points[support[b], i], gram[a, b]);
            }

            if (SmallSystem.SolveSymmetric(gram, right) is not { } change)
                break;
            var nextAlpha = (double[])exact.Clone();
            for (var a = 0; a < support.Length; a++)
                nextAlpha[support[a]] += change[a];
            var pull = Combination([.. nextAlpha.Zip(exact, static (x, y) => x - y)]);
            var nextW = w.Select((x, i) => x + (inverse[i] * (residual[i] + pull[i]))).ToArray();
            if (nextAlpha.Any(static a => !(a >= 0)) || Defect(nextW, nextAlpha, support) >= Defect(w, exact, support))
                break;
            (w, exact) = (nextW, nextAlpha);
        }

        return (w, exact);
    }

    /// <summary>How far weights and multipliers are from optimal on a support, both conditions in units of their own.</summary>
    private double Defect(double[] w, double[] alpha, int[] support)
    {
        var margins = Margins(w);
        return (Size(Residual(w, alpha)) / Size(Normal(w))) + support.Select(n => Math.Abs(margins[n] - 1)).DefaultIfEmpty(0).Max();
    }

    /// <summary><c>Z^T alpha - phi(w)</c>.</summary>
    private double[] Residual(double[] w, double[] alpha)
    {
        var (combination, normal) = (Combination(alpha), Normal(w));
        return [.. combination.Zip(normal, static (u, x) => u - x)];
    }

    private double[] Normal(double[] w) => [.. w.Select(x => x == 0 ? 0 : Math.CopySign(Elementary.Pow(Math.Abs(x), p - 1), x))];

    private double[] Curvature(double[] w) => [.. w.Select(x => x == 0 ? 0 : (p - 1) * Elementary.Pow(Math.Abs(x), p - 2))];

    private double[] Margins(double[] w) => [.. Enumerable.Range(0, points.Rows).Select(n => LinearMargins.Inner(points.Row(n), w))];

    private double[] Combination(double[] alpha)
    {
        var u = new double[points.Columns];
        for (var n = 0; n < alpha.Length; n++)
            for (var i = 0; i < u.Length; i++)
                u[i] = Math.FusedMultiplyAdd(alpha[n], points[n, i], u[i]);
        return u;
    }

    private static double ToBoundary(double[] x, double[] dx) => x.Zip(dx, static (a, d) => d < 0 ? -a / d : double.PositiveInfinity).Min();

    private static double[] Moved(double[] x, double[] dx, double t) => [.. x.Zip(dx, (a, d) => Math.FusedMultiplyAdd(t, d, a))];

    private static double Size(double[] x) => x.Max(Math.Abs);
}
