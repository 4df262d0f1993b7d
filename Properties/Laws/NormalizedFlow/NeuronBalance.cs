using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N8: how one gradient step changes the balance of a hidden unit, exactly, with and without biases.</summary>
public static class NeuronBalance
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "N8",
        "neuron balance",
        "A step of gradient descent on any batch changes the squared incoming weights and bias of a hidden unit less p times its squared outgoing weights by eta^2 times the same expression in the gradients.",
        "b_j' - b_j = eta^2 b_j(G), b_j = |row j of W_k|^2 + b_kj^2 - p |column j of W_(k+1)|^2",
        "dense layers in a row with homogeneous activations, biases anywhere; a rule that steps along the gradient, without weight decay",
        "1e-12 max(rho^2, rho'^2), the larger of both layers",
        LawKind.Exact,
        Sources.DuHuLee("N8"),
        TrainingRecipes.BiasedGradientSteps,
        static (numerics, recipe) => GradientStep.Checked(numerics, recipe, Check),
        static r => r.ToString());

    private static Outcome Check(GradientStep step)
    {
        if (step.Keep != 1)
            return new Outcome.NotApplicable("the rule has weight decay");
        if (step.Network.Depth < 2)
            return new Outcome.NotApplicable("there is no hidden layer");
        return step.Network.NeuronBalances(step.Before).Checked(before =>
        {
            var (after, squares) = (step.Network.NeuronBalances(step.After).Made(), step.Network.NeuronBalances(step.Descent).Made());
            return Outcome.All(before.Map((k, units) => Outcome.Equal(
                after[k].Span,
                Vector.Build(units.Length, target =>
                {
                    for (var j = 0; j < target.Length; j++)
                        target[j] = Math.FusedMultiplyAdd(step.Factor * step.Factor, squares[k][j], units[j]);
                }).Span,
                RelativeTolerance * Math.Max(Size(step, k), Size(step, k + 1)),
                $"units of layer {k + 1}")));
        });
    }

    // Biases count with their layer here, whether or not the network is homogeneous with them.
    private static double Size(GradientStep step, int layer)
    {
        var sum = step.LargestSquare(layer);
        foreach (var block in step.Network.Layout.OfNode(step.Network.Layers[layer].Weight.Node))
        {
            if (block.Kind == BlockKind.Bias)
                sum += Math.Max(Square(step.Before.Of(block)), Square(step.After.Of(block)));
        }

        return sum;
    }

    private static double Square(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var v in values)
            sum += v * v;
        return sum;
    }
}
