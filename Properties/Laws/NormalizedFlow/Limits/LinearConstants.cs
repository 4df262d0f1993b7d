using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N23 and N27: the constants of the way to the largest margin of linear models, and what becomes of the example weights.</summary>
public static class LinearConstants
{
    private const double Psi = 600;
    private const string Arrived = "; a certificate |sum omega_n z_n| within 1e-6 of the margin, else the weights are still on their way";

    /// <summary>N23.</summary>
    public static Law<LinearRecipe> Gap { get; } = new(
        "N23",
        "sharp constant of the linear limit",
        "Along gradient flow of a linear model the margin gap times the norm tends to c = H + log max of the normalized dual weights of the hard-margin problem, that of the smoothed margin to their entropy H.",
        "(gamma* - gamma_min) rho - gamma* |w_perp|^2 / (2 rho) -> c; (gamma* - gamma~) rho - gamma* |w_perp|^2 / (2 rho) -> H",
        GenericData.InWords + Arrived,
        "0.02 at psi = 600",
        LawKind.Asymptotic,
        Sources.Soudry("N23"),
        LinearRecipe.Roomy,
        static (numerics, recipe) => GenericData.Checked(recipe, (points, solution) => CheckGap(points, solution, End(numerics, recipe))),
        static r => r.ToString());

    /// <summary>N25, gradient flow.</summary>
    public static Law<LinearRecipe> Rate { get; } = new(
        "N25.flow",
        "rate of gradient flow",
        "Along gradient flow of a linear model, and so under gradient descent, the margin gap falls only like the inverse of log t, with the constant c gamma*.",
        "(gamma* - gamma_min) log t -> c gamma*",
        GenericData.InWords + ", c above 0.05; the next term of the gap, gamma* |w_perp|^2 / (2 rho^2), at most 2 % of it" + Arrived,
        "5 % relative at psi = 600",
        LawKind.Asymptotic,
        Sources.Nacson("N25"),
        LinearRecipe.Roomy,
        static (numerics, recipe) => GenericData.Checked(recipe, (points, solution) => CheckRate(points, solution, End(numerics, recipe))),
        static r => r.ToString());

    /// <summary>N27.</summary>
    public static Law<LinearRecipe> Weights { get; } = new(
        "N27",
        "example weights tend to the dual",
        "Along gradient flow of a linear model the example weights tend to the normalized dual weights of the hard-margin problem; off the support they fall like t to the power of minus the distance beyond the margin.",
        "omega_n -> dual_n on the support; log omega_n / psi -> -(z_n . w_svm - 1) off it; exp(H(omega)) -> exp(H(dual))",
        GenericData.InWords + Arrived,
        "weights 0.01, effective number of support vectors 0.01 relative, slopes 0.05 max(1, slope), at psi = 600",
        LawKind.Asymptotic,
        Sources.Soudry("N27"),
        LinearRecipe.Roomy,
        static (numerics, recipe) => GenericData.Checked(recipe, (points, solution) => Check(points, solution, End(numerics, recipe))),
        static r => r.ToString());

    private static FlowPoint End(NumericsPolicy numerics, LinearRecipe recipe)
    {
        var objective = recipe.Objective(numerics);
        var start = objective.Network.Initialize(Initialization.Create(0.3).Made(), new Key(recipe.Seed)).Made();
        return Instances.Follow(objective, start, Flow.UnitLogLossFlow, 1e-7, Psi - objective.Statistics(start).Psi).Final;
    }

    private static string? Objection(Matrix points, HardMargin.Separable solution, FlowPoint end)
    {
        return LinearMargins.Of(points, end.Parameters.Flat.Span).UpperBound > solution.Margin * (1 + 1e-6) ? "the weights are still on their way: their combination is longer than the largest margin" : null;
    }

    private static Outcome CheckRate(Matrix points, HardMargin.Separable solution, FlowPoint end)
    {
        if (Objection(points, solution, end) is { } because)
            return new Outcome.NotApplicable(because);
        var w = end.Parameters.Flat.Span;
        var norm = Math.Sqrt(Probing.Dot(w, w));
        if (solution.MarginGapConstant < 0.05)
            return new Outcome.NotApplicable("the dual weights are nearly equal, so the gap has another law");
        if (solution.Margin * solution.PerpendicularSquared(w) > 0.02 * 2 * norm * solution.MarginGapConstant)
            return new Outcome.NotApplicable("the next term of the gap is more than 2 % of it");
        var expected = solution.MarginGapConstant * solution.Margin;
        return Outcome.Equal((solution.Margin - (end.Statistics.MinMargin / norm)) * end.LogPhysicalTime, expected, 0.05 * expected, "gap times log t");
    }

    private static Outcome CheckGap(Matrix points, HardMargin.Separable solution, FlowPoint end)
    {
        if (Objection(points, solution, end) is { } because)
            return new Outcome.NotApplicable(because);
        var w = end.Parameters.Flat.Span;
        var norm = Math.Sqrt(Probing.Dot(w, w));
        var perpendicular = solution.PerpendicularSquared(w);
        return Outcome.All([
            Outcome.Equal(solution.CorrectedGapConstant(end.Statistics.MinMargin / norm, norm, perpendicular), solution.MarginGapConstant, 0.02, "c"),
            Outcome.Equal(solution.CorrectedGapConstant(end.Statistics.Psi / norm, norm, perpendicular), solution.DualEntropy, 0.02, "H"),
        ]);
    }

    // Logarithms of weights from margins, because the weights themselves underflow.
    private static Outcome Check(Matrix points, HardMargin.Separable solution, FlowPoint end)
    {
        var margins = Signed.Margins(points, end.Parameters.Flat.Span);
        if (Objection(points, solution, end) is { } because)
            return new Outcome.NotApplicable(because);
        var entropy = 0.0;
        var outcomes = new List<Outcome>();
        for (var n = 0; n < margins.Length; n++)
        {
            var logarithm = end.Statistics.Psi - margins[n];
            var weight = Elementary.Exp(logarithm);
            entropy -= weight * (weight > 0 ? logarithm : 0);
            var slope = solution.FunctionalMargins[n] - 1;
            outcomes.Add(Outcome.Equal(weight, solution.NormalizedDual[n], 0.01, $"weight {n}"));
            if (solution.Dual[n] == 0)
                outcomes.Add(Outcome.Equal(-logarithm / end.Statistics.Psi, slope, 0.05 * Math.Max(1, slope), $"slope {n}"));
        }

        var expected = Elementary.Exp(solution.DualEntropy);
        outcomes.Add(Outcome.Equal(Elementary.Exp(entropy), expected, 0.01 * expected, "effective number of support vectors"));
        return Outcome.All(outcomes);
    }
}
