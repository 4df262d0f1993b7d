using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>N18: the smoothed margin is below the smallest margin by a bounded amount.</summary>
public static class MarginSandwich
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>-log log 2, reached at L = log 2.</summary>
    private const double LargestExcess = 0.36651292058166435;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "N18",
        "margin sandwich",
        "The soft-min margin is at most the smallest margin, and short of it by at most kappa; divided by the product norm the same holds of the normalized margins.",
        "s <= q_min <= s + kappa, kappa = log n (exponential), log n + log((e^L - 1)/L) (logistic), log(n (C - 1)) + log((e^L - 1)/L) (cross-entropy); the last term is at most -log log 2 once separated",
        "a loss of exponential type; finite outputs",
        "1e-12 max(1, |q_min|, |s|)",
        LawKind.Inequality,
        Sources.LyuLi("N18"),
        NetworkRecipes.BiasedClassifiers,
        static (numerics, recipe) => Check(recipe.Objective(numerics), recipe),
        static r => r.ToString());

    private static Outcome Check(Objective objective, NetworkRecipe recipe)
    {
        if (!objective.Loss.IsExponentialType)
            return new Outcome.NotApplicable($"the {objective.Loss.Name} loss has no soft-min margin");
        var s = objective.Statistics(recipe.Parameters);
        if (!s.IsFinite)
            return new Outcome.NotApplicable("the outputs are not finite");
        var allowance = RelativeTolerance * Math.Max(1, Math.Max(Math.Abs(s.MinMargin), Math.Abs(s.SoftMinMargin)));
        var kappa = objective.SoftMinSlack(s.LogLoss);
        var excess = kappa - Elementary.Log((double)s.Count * Math.Max(1, objective.Network.OutputCount - 1));
        return Outcome.All([
            objective.Loss.Separates(s) ? Outcome.AtMost(excess, LargestExcess, RelativeTolerance, "log((e^L - 1)/L) once separated") : Outcome.Held,
            Outcome.AtMost(0, excess, RelativeTolerance, "sign of log((e^L - 1)/L)"),
            Outcome.AtMost(s.SoftMinMargin, s.MinMargin, allowance, "s <= q_min"),
            Outcome.AtMost(s.MinMargin, s.SoftMinMargin + kappa, allowance, "q_min <= s + kappa"),
        ]);
    }
}
