using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N20: the multipliers of the margin problem and their complementarity.</summary>
public static class KktPoint
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<SeparatedRecipe> Law { get; } = new(
        "N20",
        "stationarity and complementarity of the margin problem",
        "At the point scaled to smallest margin 1 the multipliers made of the example weights miss stationarity by exactly the residual r, and complementarity by at most (n - 1) / (e q_min).",
        "|theta~ - sum lambda_n y_n grad f_n(theta~)| = r |theta~|; sum omega_n (q_n - q_min) / q_min <= (n - 1) / (e q_min)",
        "homogeneous network, exponential loss of one output, positive margins",
        "first: 1e-12 |theta~|; second: none",
        LawKind.Exact,
        Sources.LyuLi("N20"),
        SeparatedRecipes.Of(NetworkRecipes.ExponentialHomogeneous),
        static (numerics, recipe) => recipe.Build(numerics).Checked(static built => Check(built.Objective, built.Parameters)),
        static r => r.ToString());

    private static Outcome Check(Objective objective, Parameters parameters) => KktConditions.Of(objective, parameters).Checked(kkt => kkt.Multipliers.Match(
        multipliers => Outcome.All([
            Outcome.AtMost(kkt.Complementarity.OrNaN, kkt.ComplementarityBound.OrNaN, 0, "complementarity"),
            Stationarity(objective, parameters, kkt, multipliers),
        ]),
        static () => new Outcome.NotApplicable("the smallest margin is not positive, or the loss has no multipliers")));

    private static Outcome Stationarity(Objective objective, Parameters parameters, KktConditions kkt, Vector multipliers)
    {
        if (Terms.Objection(objective, parameters, objective.Evaluate(parameters).Outputs) is { } because)
            return new Outcome.NotApplicable(because);
        var degree = objective.Network.TotalDegree.IfNone(0);
        var factor = 1 / Elementary.Pow(objective.Statistics(parameters).MinMargin, 1.0 / degree);
        var scaled = Parameters.Create(parameters.Layout, Vector.Build(parameters.Flat.Length, target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = factor * parameters.Flat[i];
        })).Made();
        var labels = objective.Data.Targets.Match(static s => s.Labels, static _ => Vector.Empty, static _ => Vector.Empty);
        var combined = objective.TransposedJacobianProduct(scaled, Matrix.Build(labels.Length, 1, c =>
        {
            for (var n = 0; n < c.Length; n++)
                c[n] = multipliers[n] * labels[n];
        }));
        var kernels = objective.Numerics.Kernels;
        var residual = new double[combined.Length];
        for (var i = 0; i < residual.Length; i++)
            residual[i] = scaled.Flat[i] - combined[i];
        var size = kernels.Norm(scaled.Flat.Span);
        return Outcome.Equal(kernels.Norm(residual), kkt.StationarityResidual * size, RelativeTolerance * size, "stationarity");
    }
}
