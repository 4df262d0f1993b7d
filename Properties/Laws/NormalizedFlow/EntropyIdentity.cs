using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N15: the weighted mean of the margins is psi plus the entropy of the weights.</summary>
public static class EntropyIdentity
{
    private const double RelativeTolerance = 1e-11;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "N15",
        "entropy identity",
        "For the exponential loss the radial sum R is psi plus the entropy of the example weights.",
        "R = psi + H",
        "the exponential loss and one output; finite outputs",
        "1e-11 max(1, |R|)",
        LawKind.Exact,
        Sources.LyuLi("N15"),
        NetworkRecipes.ExponentialModels,
        static (numerics, recipe) => Check(recipe.Objective(numerics), recipe),
        static r => r.ToString());

    private static Outcome Check(Objective objective, NetworkRecipe recipe)
    {
        if (objective is not { Loss: Loss.Exponential, Network.OutputCount: 1 })
            return new Outcome.NotApplicable("the identity belongs to the exponential loss of one output");
        var s = objective.Statistics(recipe.Parameters);
        return s.IsFinite
            ? Outcome.Equal(s.RadialSum, s.Psi + s.WeightEntropy, RelativeTolerance * Math.Max(1, Math.Abs(s.RadialSum)))
            : new Outcome.NotApplicable("the outputs are not finite");
    }
}
