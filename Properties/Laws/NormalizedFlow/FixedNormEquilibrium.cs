using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N30: where a linear model held at norm rho comes to rest falls short of the largest margin by at most (log n) / rho.</summary>
public static class FixedNormEquilibrium
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<LinearRecipe> Law { get; } = new(
        "N30",
        "fixed-norm equilibrium",
        "The minimizer of the exponential loss of a linear model over vectors of norm rho has a normalized margin below the largest one by at most (log n) / rho; its Hessian on the sphere is at least the radial term.",
        "0 <= gamma* - gamma_min(V_rho) <= (log n) / rho; eigenvalues of Hess L / L >= rho R_V",
        "linearly separable data in two dimensions or more; a positive radial term for the second part",
        "1e-12 R_x; eigenvalues: 1e-10 relative to the largest",
        LawKind.Inequality,
        Sources.TheoryIII("N30"),
        LinearRecipe.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, LinearRecipe recipe)
    {
        if (recipe.InputSize < 2)
            return new Outcome.NotApplicable("the sphere in one dimension is a pair of points");
        var points = Signed.Points(recipe.Data);
        var norm = Elementary.Exp(Math.Min(Factors.Draw(new Key(recipe.Seed).For("norm"), 1)[0], 7.0));
        return HardMarginSolver.Solve(recipe.Data).Checked(solved => solved.Match(
            best => FixedNormSolver.Solve(points, norm, numerics).Checked(found =>
            {
                var allowance = RelativeTolerance * recipe.Data.InputRadius;
                var least = found.HessianEigenvalues.Span[0];
                var largest = Terms.Size(found.HessianEigenvalues.Span);
                return Outcome.All([
                    Outcome.AtMost(found.MinMargin, best.Margin, allowance, "gamma_min <= gamma*"),
                    Outcome.AtMost(best.Margin - found.MinMargin, Elementary.Log(points.Rows) / norm, allowance, "gap <= (log n) / rho"),
                    found.RadialTerm > 0 ? Outcome.AtMost(found.RadialTerm, least, 1e-10 * largest, "smallest eigenvalue") : new Outcome.NotApplicable("the radial term is not positive"),
                ]);
            }),
            static _ => new Outcome.NotApplicable("the data are not linearly separable through the origin")));
    }
}
