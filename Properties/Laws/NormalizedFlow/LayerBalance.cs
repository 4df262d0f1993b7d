using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N6: how one gradient step changes the balance of two layers, exactly.</summary>
public static class LayerBalance
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "N6",
        "layer balance",
        "A step of gradient descent on any batch changes rho_k^2 - p rho_(k+1)^2 by eta^2 times the same expression in the gradients, and by nothing of first order.",
        "B_k' - B_k = eta^2 (|G_k|^2 - p |G_(k+1)|^2), B_k = rho_k^2 - p rho_(k+1)^2",
        "dense layers in a row with homogeneous activations; a rule that steps along the gradient, without weight decay",
        "1e-12 max(rho^2, rho'^2), the larger of both layers",
        LawKind.Exact,
        Sources.DuHuLee("N6"),
        TrainingRecipes.GradientSteps,
        static (numerics, recipe) => GradientStep.Checked(numerics, recipe, static step =>
            step.Keep == 1 ? Check(step, RelativeTolerance) : new Outcome.NotApplicable("the rule has weight decay")),
        static r => r.ToString());

    /// <summary>The identity with decay: <c>B' = keep^2 B + c^2 B(D)</c>.</summary>
    internal static Outcome Check(GradientStep step, double tolerance)
    {
        if (step.Network.Depth < 2)
            return new Outcome.NotApplicable("there is no hidden layer");
        return step.Network.LayerBalances(step.Before).Checked(before =>
        {
            var (after, squares) = (step.Network.LayerBalances(step.After).Made(), step.Network.LayerBalances(step.Descent).Made());
            return Outcome.All(Enumerable.Range(0, before.Length).Select(k => Outcome.Equal(
                after[k],
                (step.Keep * step.Keep * before[k]) + (step.Factor * step.Factor * squares[k]),
                tolerance * Math.Max(step.LargestSquare(k), step.LargestSquare(k + 1)),
                $"layers {k + 1} and {k + 2}")));
        });
    }
}
