using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N21: the gradient bounds the normalized margin from above.</summary>
public static class LocalDualityBound
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "N21",
        "local duality bound",
        "The norm of grad psi over D rho_tot^(D-1) is at least R over rho_tot^D, which is at least the smallest margin over rho_tot^D.",
        "|g| / (D rho_tot^(D-1)) >= R / rho_tot^D >= q_min / rho_tot^D",
        "homogeneous network, exponential loss of one output, R > 0; outputs that do not cancel to less than a thousandth of their terms",
        "1e-12 relative",
        LawKind.Inequality,
        Sources.LyuLi("N21"),
        NetworkRecipes.ExponentialHomogeneous,
        static (numerics, recipe) => Check(recipe.Objective(numerics), recipe.Parameters),
        static r => r.ToString());

    // Both inequalities are multiplied by rho_tot^D, whose power may leave the range of doubles.
    private static Outcome Check(Objective objective, Parameters parameters) => KktConditions.Of(objective, parameters).Checked(kkt =>
    {
        var evaluation = objective.Evaluate(parameters);
        var s = evaluation.Statistics;
        if (objective is not { Loss: Loss.Exponential, Network.OutputCount: 1 })
            return new Outcome.NotApplicable("the bound belongs to the exponential loss of one output");
        if (!(s.RadialSum > 0))
            return new Outcome.NotApplicable("the radial sum is not positive");
        if (Terms.Objection(objective, parameters, evaluation.Outputs) is { } because)
            return new Outcome.NotApplicable(because);
        var degree = (double)objective.Network.TotalDegree.IfNone(0);
        var left = kkt.LogGradientNorm * objective.Network.TotalNorm(parameters, objective.Numerics.Kernels) / degree;
        return Outcome.All([
            Outcome.AtMost(s.RadialSum, left, RelativeTolerance * left, "R <= |g| rho_tot / D"),
            Outcome.AtMost(s.MinMargin, s.RadialSum, RelativeTolerance * s.RadialSum, "q_min <= R"),
        ]);
    });
}
