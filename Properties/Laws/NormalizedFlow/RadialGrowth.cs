using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N5: how one gradient step changes the norm of a layer, exactly.</summary>
public static class RadialGrowth
{
    private const double RelativeTolerance = 1e-13;

    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "N5",
        "radial growth",
        "A step of gradient descent on any batch changes the squared norm of layer k by 2 eta L deg_k R and by the squared length of the step.",
        "rho_k'^2 = rho_k^2 + 2 eta e^(-psi) deg_k R + eta^2 |dL/dW_k|^2",
        "homogeneous network; a rule that steps along the gradient, without weight decay",
        "1e-13 max(rho^2, rho'^2)",
        LawKind.Exact,
        Sources.DuHuLee("N5"),
        TrainingRecipes.GradientSteps,
        static (numerics, recipe) => GradientStep.Checked(numerics, recipe, Check),
        static r => r.ToString());

    private static Outcome Check(GradientStep step) => step.Network.Homogeneity.Match(
        degrees => step.Keep != 1
            ? new Outcome.NotApplicable("the rule has weight decay")
            : Outcome.All(step.Network.Layers.Map(layer =>
            {
                var (before, after) = (GradientStep.Square(layer, step.Before), GradientStep.Square(layer, step.After));
                var expected = before + (2 * step.Factor * degrees[layer.Number] * step.Statistics.RadialSum)
                    + (step.Factor * step.Factor * GradientStep.Square(layer, step.Descent));
                return Outcome.Equal(after, expected, RelativeTolerance * step.LargestSquare(layer.Number), layer.Name);
            })),
        static reason => new Outcome.NotApplicable(reason));
}
