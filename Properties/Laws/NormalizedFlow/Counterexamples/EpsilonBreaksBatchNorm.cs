using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N33, negative parts: epsilon above 0 and negative factors.</summary>
public static class EpsilonBreaksBatchNorm
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "N33",
        "what breaks the invariance of batch normalization",
        "Batch-normalized networks do not change when the incoming weights of a unit are rescaled.",
        "They do when epsilon is positive and the weights are small, and a negative factor flips the sign of the standardized argument.",
        "rows times 1e-2: outputs change by at most 1e-12 for epsilon = 0, by 1e-3 or more for epsilon = 1e-5, by a tenth or more for 1e-3; rows times -1: by a tenth or more",
        "as stated, relative to the largest output",
        Sources.TheoryIII("N33"),
        "4 units of 3 inputs on 10 Gaussian examples",
        static _ => Parts());

    private static IEnumerable<Outcome> Parts()
    {
        var recipe = new BatchNormRecipe(10, 3, 4, 3);
        var (model, inputs) = (recipe.Model, recipe.Inputs);
        double Change(double factor, double epsilon)
        {
            var scaled = model with { Weights = Matrix.Of(recipe.Units, recipe.InputSize, [.. model.Weights.Span.ToArray().Select(w => factor * w)]) };
            var (before, after) = (model.Outputs(inputs, epsilon).Made(), scaled.Outputs(inputs, epsilon).Made());
            return before.ToArray().Zip(after.ToArray(), static (a, b) => Math.Abs(a - b)).Max() / Terms.Size(before.Span);
        }

        yield return Outcome.AtMost(Change(1e-2, 0), 1e-12, 0, "change for epsilon = 0");
        yield return Outcome.AtMost(1e-3, Change(1e-2, 1e-5), 0, "change for epsilon = 1e-5");
        yield return Outcome.AtMost(0.1, Change(1e-2, 1e-3), 0, "change for epsilon = 1e-3");
        yield return Outcome.AtMost(0.1, Change(-1, 0), 0, "change for a negative factor");
        var gradient = model.Gradient(inputs, recipe.Labels, 1e-3).Made();
        var (along, size) = (0.0, 0.0);
        for (var j = 0; j < recipe.Units; j++)
            (along, size) = (along + Math.Abs(Probing.Dot(model.Weights.Row(j), gradient.Row(j))), size + Math.Sqrt(Probing.Dot(model.Weights.Row(j), model.Weights.Row(j)) * Probing.Dot(gradient.Row(j), gradient.Row(j))));
        yield return Outcome.AtMost(1e-9 * size, along, 0, "the gradient is not orthogonal for epsilon = 1e-3");
    }
}
