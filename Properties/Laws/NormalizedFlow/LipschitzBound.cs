using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N37: normalized networks do not stretch distances.</summary>
public static class LipschitzBound
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "N37",
        "Lipschitz bound of the normalized network",
        "The normalized network of activations with Lipschitz constant 1 does not increase lengths or distances, so a normalized margin bounds the distance to the decision boundary from below; for several classes with a factor sqrt 2.",
        "|f_V(x)| <= |x|; |f_V(x) - f_V(x')| <= |x - x'|; q_n / P <= |x_n| (several classes: sqrt 2 |x_n|)",
        "homogeneous network without zero layers, activations with Lipschitz constant 1; with a bias in the first layer |x| counts the constant 1",
        "1e-12 relative to |x|, or to the distance if it is larger",
        LawKind.Inequality,
        Sources.TheoryIII("N37"),
        NetworkRecipes.Lipschitz,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, NetworkRecipe recipe)
    {
        if (recipe.Activation.LipschitzConstant > 1)
            return new Outcome.NotApplicable($"the Lipschitz constant of {recipe.Activation.Text} exceeds 1");
        var objective = recipe.Objective(numerics);
        return objective.Network.Homogeneity.Match(
            degrees => objective.Network.Decompose(recipe.Parameters, numerics.Kernels)
                .Checked(split => Outcome.All(Parts(objective, split.Directions, recipe))),
            static reason => new Outcome.NotApplicable(reason));
    }

    private static IEnumerable<Outcome> Parts(Objective objective, Parameters directions, NetworkRecipe recipe)
    {
        var (kernels, data) = (objective.Numerics.Kernels, objective.Data);
        var evaluation = objective.Evaluate(directions);
        var others = Matrix.Build(data.Count, data.InputSize, x => Near(data.Inputs, new Key(recipe.Seed).For("other"), x));
        var outputs = objective.On(Dataset.Create("other", others, data.Targets, "near the examples").Made()).Made().Evaluate(directions).Outputs;
        var constant = objective.Network.Layout.Blocks.Count > objective.Network.Layout.Weights.Count ? 1.0 : 0.0;
        var stretch = outputs.Columns == 1 ? 1 : Math.Sqrt(2);
        for (var n = 0; n < data.Count; n++)
        {
            var norm = kernels.Norm(data.Inputs.Row(n));
            norm = constant == 0 ? norm : Math.Sqrt((norm * norm) + 1);
            var allowance = RelativeTolerance * norm;
            yield return Outcome.AtMost(kernels.Norm(evaluation.Outputs.Row(n)), norm, allowance, $"|f_V(x)| of example {n}");
            if (evaluation.Margins.Length > 0)
                yield return Outcome.AtMost(evaluation.Margins[n], stretch * norm, allowance, $"normalized margin of example {n}");
            var (change, distance) = (Difference(kernels, evaluation.Outputs.Row(n), outputs.Row(n)), Difference(kernels, data.Inputs.Row(n), others.Row(n)));
            yield return Outcome.AtMost(change, distance, RelativeTolerance * Math.Max(norm, distance), $"|f_V(x) - f_V(x')| of example {n}");
        }
    }

    // Another point at a distance that falls from example to example, down to round-off.
    private static void Near(Matrix inputs, Key key, Span<double> target)
    {
        Draws.Gaussian(key, RandomStream.Measurement, 0, target);
        for (var i = 0; i < target.Length; i++)
            target[i] = inputs.Span[i] + (target[i] * Math.ScaleB(1, -3 * (i / inputs.Columns)));
    }

    private static double Difference(Kernels kernels, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var difference = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
            difference[i] = x[i] - y[i];
        return kernels.Norm(difference);
    }
}
