using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>Whether the constants of the linear limit apply to data, and are reached in reasonable time.</summary>
internal static class GenericData
{
    internal const string InWords = "linearly separable data; all dual weights on the support above 0.02 of their sum, all other points at least 0.05 beyond the margin, (R_x / gamma*)^2 at most 60";

    /// <summary>Checks a law that needs the solution, or says why it does not apply.</summary>
    internal static Outcome Checked(LinearRecipe recipe, Func<Matrix, HardMargin.Separable, Outcome> check)
    {
        var points = Signed.Points(recipe.Data);
        return HardMarginSolver.Solve(points).Match(
            solution => Objection(recipe, solution) is { } because ? new Outcome.NotApplicable(because) : check(points, solution),
            static _ => new Outcome.NotApplicable("the data are not linearly separable through the origin"));
    }

    private static string? Objection(LinearRecipe recipe, HardMargin.Separable solution)
    {
        var ratio = recipe.Data.InputRadius / solution.Margin;
        return (solution.MinimumDual, solution.MinimumSlack, ratio * ratio) switch
        {
            ( <= 0.02, _, _) => FormattableString.Invariant($"a dual weight is only {solution.MinimumDual:G3} of their sum"),
            (_, <= 0.05, _) => FormattableString.Invariant($"a point is only {solution.MinimumSlack:G3} beyond the margin"),
            (_, _, > 60) => FormattableString.Invariant($"(R_x / gamma*)^2 is {ratio * ratio:G3}, so the limit is approached slowly"),
            _ => null,
        };
    }
}
