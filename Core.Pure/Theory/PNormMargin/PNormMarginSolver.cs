using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>The reference solver for the largest margin in an l_p norm, 1 &lt; p &lt; infinity, of linear separators through the origin.</summary>
/// <remarks>
/// Banburski et al., Theory III: Dynamics and Generalization in Deep Networks, arXiv:1903.04991; docs/theory/normalized-flow.md, A6 and N32. Up to p = 2
/// by projected Newton steps on the dual, above by an interior-point method, both from the answer of p = 2. Meant for up to some hundred points.
/// </remarks>
public static class PNormMarginSolver
{
    /// <summary>The largest change of log(p - 1) from one stage to the next.</summary>
    private const double Ratio = 0.2;

    /// <summary>Solves the problem.</summary>
    /// <param name="points">One z_n = y_n x_n per row, finite, at least one row.</param>
    /// <param name="p">The exponent.</param>
    /// <returns>The separator, or an error: parameterDomain for p, unsupported for points that cannot be separated.</returns>
    public static Either<Error, PNormMargin> Solve(Matrix points, double p)
    {
        if (PNorms.Errors(p) is { Count: > 0 } errors)
            return Left<Error, PNormMargin>(errors[0]);
        return HardMarginSolver.Solve(points).Match(
            best => Right<Error, PNormMargin>(Solution(points, p, best)),
            static none => Left<Error, PNormMargin>(new Error.Unsupported(
                "A largest margin", FormattableString.Invariant($"the points cannot be separated through the origin (a convex combination of them has norm {none.Residual:G3})"), "take other data")));
    }

    private static PNormMargin Solution(Matrix points, double p, HardMargin.Separable best)
    {
        if (p > 2)
        {
            var (weights, multipliers) = new PNormPrimal(points, p).Solve(best.Weights.ToArray());
            return Answer(p, weights, multipliers);
        }

        // In small steps of p, each started from the answer before.
        var (dual, alpha) = (new PNormDual(points, 2), best.Dual.ToArray());
        var stages = (int)Math.Ceiling(-Elementary.Log(p - 1) / Ratio);
        for (var k = 1; k <= stages; k++)
        {
            var exponent = k == stages ? p : 1 + Elementary.Exp(Elementary.Log(p - 1) * k / stages);
            dual = new PNormDual(points, exponent / (exponent - 1));
            alpha = dual.Minimum(dual.Scaled(alpha));
        }

        return Answer(p, dual.Weights(alpha), alpha);
    }

    private static PNormMargin Answer(double p, double[] w, double[] alpha)
    {
        var norm = PNorms.Norm(w, p);
        return new(
            Vector.Of(w), 1 / norm, Vector.Of([.. w.Select(x => x / norm)]), Vector.Of(alpha), Labels.Of([.. Enumerable.Range(0, alpha.Length).Where(n => alpha[n] > 0)]));
    }
}
