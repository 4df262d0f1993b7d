using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;

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

    /// <summary>N30, the limit of the gap.</summary>
    public static Law<LinearRecipe> Limit { get; } = new(
        "N30.limit",
        "the gap at a fixed norm",
        "The margin gap of the minimizer at norm rho, times rho, tends to the margin-gap constant c; so at a finite norm it is the largest margin only if all dual weights are equal.",
        "(gamma* - gamma_min(V_rho)) rho -> c",
        GenericData.InWords + "; independent support vectors",
        "0.02 at rho = 2000 / gamma*",
        LawKind.Asymptotic,
        Sources.TheoryIII("N30"),
        LinearRecipe.Roomy,
        static (numerics, recipe) => GenericData.Checked(recipe, (points, solution) => FixedNormSolver.Solve(points, 2000 / solution.Margin, numerics).Checked(found =>
            Outcome.Equal((solution.Margin - found.MinMargin) * found.Norm, solution.MarginGapConstant, 0.02, "c"))),
        static r => r.ToString());

    /// <summary>N30, uniqueness.</summary>
    public static Law<LinearRecipe> Unique { get; } = new(
        "N30.unique",
        "one equilibrium at a fixed norm",
        "A linear model held at norm rho comes to the same direction from every start: the only stationary point with a positive radial sum.",
        "V(t) -> V_rho from random starts, rho = 5",
        "linearly separable data in two dimensions or more; the end has a positive radial sum (on the wrong side there is another stationary point, the maximizer, which random starts miss)",
        "1e-9 after 6000 steps of 1 / (rho R_x)^2, or the tangent has not yet fallen to 1e-12 of the gradient",
        LawKind.Asymptotic,
        Sources.TheoryIII("N30"),
        LinearRecipe.Roomy,
        CheckUnique,
        static r => r.ToString());

    private static Outcome CheckUnique(NumericsPolicy numerics, LinearRecipe recipe)
    {
        const double Rho = 5;
        var (points, radius) = (Signed.Points(recipe.Data), recipe.Data.InputRadius);
        return recipe.InputSize < 2
            ? new Outcome.NotApplicable("the sphere in one dimension is a pair of points")
            : FixedNormSolver.Solve(points, Rho, numerics).Checked(expected => Outcome.All(Enumerable.Range(0, 2).Select(i =>
            {
                var objective = recipe.Objective(numerics);
                var start = new double[recipe.InputSize];
                Draws.Gaussian(new Key(recipe.Seed).For("starts").At(i), RandomStream.Measurement, 0, start);
                var size = Rho / Math.Sqrt(Probing.Dot(start, start));
                var plan = Plan.Create(objective, new SphereDescent(), new Constant(1 / (Rho * Rho * radius * radius)), 6000, stoppingRules: LanguageExt.Arr<StoppingRule>.Empty).Made();
                var end = Run.Continue(plan, Run.Start(plan, Instances.At(objective, [.. start.Select(x => size * x)]), new Key(0)).Made()).Made().Final.Parameters;
                var g = objective.LogGradient(end).Made();
                var (radial, square) = (Probing.Dot(end.Flat.Span, g.Span) / Rho, Probing.Dot(g.Span, g.Span));
                var tangent = end.Flat.ToArray().Select((w, k) => g[k] - (radial * w / Rho)).Sum(static t => t * t);
                return !(radial > 0) ? new Outcome.NotApplicable("the radial sum is not positive")
                    : tangent > 1e-24 * square ? new Outcome.NotApplicable("the descent has not come to rest")
                    : Outcome.Equal([.. end.Flat.ToArray().Select(static w => w / Rho)], expected.Direction.Span, 1e-9, $"V from start {i}");
            })));
    }

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
