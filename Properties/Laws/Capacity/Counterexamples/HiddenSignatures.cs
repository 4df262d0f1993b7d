using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>CCb: margin signatures of hidden layers see the rescaling of units.</summary>
public static class HiddenSignatures
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "CCb",
        "margin signatures of hidden layers",
        "Distances to the decision boundary over the spread of a layer do not depend on the parametrization.",
        "Those of the input do not; those of hidden layers are unchanged by one factor for the layer, but not by a factor for one unit.",
        "median distance: input equal under node rescaling; hidden layer equal under layer rescaling, more than 5 % apart with one unit times 100",
        "1e-12 relative",
        new("Jiang, Krishnan, Mobahi, Bengio", "Predicting the Generalization Gap in Deep Networks with Margin Distributions", "arXiv:1810.00113", "docs/theory/capacity-and-path.md, 2.10"),
        "relu layers 3-5-3 on 6 Gaussian examples with the labels that the network gives them",
        static numerics =>
        {
            var recipe = new ArchitectureRecipe.Dense(LanguageExt.Prelude.Array(3, 5, 3), false, 0, Awkwardness.None, 3);
            var input = recipe.Input(numerics);
            var data = input.Data.IfNone(recipe.Data);
            double[] Medians(double[] factors) => [.. MarginSignatures.Of(recipe.Network, recipe.Rescaled(input.Parameters, factors), data, numerics.Kernels).Made()
                .Map(static s => s.Signature.Match(static v => v[2], static () => double.NaN))];
            var (before, unit, layer) = (Medians([1, 1, 1, 1, 1]), Medians([100, 1, 1, 1, 1]), Medians([8, 8, 8, 8, 8]));
            return [
                Close.Equal(unit[0], before[0], 1e-12, "input, one unit rescaled"),
                Close.Equal(layer[1], before[1], 1e-12, "hidden layer, all units rescaled"),
                Outcome.AtMost(0.05, Math.Abs((unit[1] / before[1]) - 1), 0, "hidden layer, one unit rescaled"),
            ];
        });
}
