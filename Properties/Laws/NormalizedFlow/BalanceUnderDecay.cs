using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N9: the balance of two layers under weight decay, exactly.</summary>
public static class BalanceUnderDecay
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "N9",
        "balance under weight decay",
        "A step of gradient descent with weight decay lambda on any batch shrinks the balance of two layers by (1 - eta lambda)^2 and adds eta^2 times the same expression in the gradients.",
        "B_k' = (1 - eta lambda)^2 B_k + eta^2 (|G_k|^2 - p |G_(k+1)|^2)",
        "dense layers in a row with homogeneous activations; gradient descent",
        "1e-12 max(rho^2, rho'^2), the larger of both layers",
        LawKind.Exact,
        Sources.DuHuLee("N9"),
        TrainingRecipes.Decaying,
        static (numerics, recipe) => GradientStep.Checked(numerics, recipe, static step => LayerBalance.Check(step, RelativeTolerance)),
        static r => r.ToString());
}
