using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N24: every separator bounds the largest margin from below, every convex combination from above.</summary>
public static class DualityCertificate
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<LinearRecipe> Law { get; } = new(
        "N24",
        "primal-dual certificate",
        "For any direction and any convex weights the smallest margin is at most the largest possible one, and that at most the length of the weighted sum of the signed examples; both are equal at the solution.",
        "min_n z_n . w / |w| <= gamma* <= |sum omega_n z_n|",
        "linearly separable data",
        "1e-12 R_x",
        LawKind.Inequality,
        Sources.Soudry("N24"),
        LinearRecipe.Any,
        static (numerics, recipe) => HardMarginSolver.Solve(recipe.Data).Checked(solved => solved.Match(
            found => Check(numerics, recipe, found), static _ => new Outcome.NotApplicable("the data are not linearly separable through the origin"))),
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, LinearRecipe recipe, HardMargin.Separable solution)
    {
        var (points, key) = (Signed.Points(recipe.Data), new Key(recipe.Seed).For("certificate"));
        var allowance = RelativeTolerance * recipe.Data.InputRadius;
        var w = new double[points.Columns];
        Draws.Gaussian(key, RandomStream.Measurement, 0, w);
        for (var i = 0; i < w.Length; i++)
            w[i] = solution.Direction[i] + (0.3 * w[i]);
        var margins = Signed.Margins(points, w);
        var norm = numerics.Kernels.Norm(w);
        var random = new double[points.Rows];
        Draws.Uniforms(key, RandomStream.Measurement, 1, random);
        return Outcome.All([
            Outcome.AtMost(margins.Min() / norm, solution.Margin, allowance, "margin of a direction"),
            Outcome.AtMost(solution.Margin, LinearMargins.Of(points, w).UpperBound, allowance, "weights of that direction"),
            Outcome.AtMost(solution.Margin, Signed.Combined(points, [.. random.Select(u => u / random.Sum())]), allowance, "random weights"),
            Outcome.Equal(Signed.Margins(points, solution.Direction.Span).Min(), solution.Margin, allowance, "margin of the solution"),
            Outcome.Equal(Signed.Combined(points, solution.NormalizedDual.Span), solution.Margin, allowance, "dual weights of the solution"),
        ]);
    }
}
