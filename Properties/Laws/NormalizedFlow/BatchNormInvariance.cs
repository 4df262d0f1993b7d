using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N33: batch normalization makes the weights of a unit a direction.</summary>
public static class BatchNormInvariance
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<BatchNormRecipe> Law { get; } = new(
        "N33",
        "batch normalization",
        "Without epsilon a batch-normalized network does not change when the incoming weights of a unit are multiplied by s > 0; its gradient is orthogonal to them and is divided by s; so gradient descent can only lengthen them.",
        "f(s w_j) = f(w_j); <w_j, dL/dw_j> = 0; dL/dw_j at s w_j = (dL/dw_j) / s; |w_j'|^2 = |w_j|^2 + eta^2 |dL/dw_j|^2",
        "epsilon = 0, a batch on which every unit varies; a gradient above 1e-4 of its terms L |u_j gain_j| / |w_j|, below which it is round-off",
        "1e-12 relative to the largest output, to |w_j| |dL/dw_j|, to |dL/dw_j| and to |w_j'|^2",
        LawKind.Exact,
        Sources.TheoryIII("N33"),
        BatchNormRecipe.Any,
        static (_, recipe) => Check(recipe),
        static r => r.ToString());

    private static Outcome Check(BatchNormRecipe recipe)
    {
        var (model, inputs, labels) = (recipe.Model, recipe.Inputs, recipe.Labels);
        var factors = Factors.Draw(new Key(recipe.Seed).For("factors"), recipe.Units);
        var scaled = model with { Weights = Matrix.Build(recipe.Units, recipe.InputSize, w => Rows(model.Weights, w, (j, x) => factors[j] * x)) };
        return model.Outputs(inputs).Checked(outputs => scaled.Outputs(inputs).Checked(same =>
            model.Gradient(inputs, labels).Checked(gradient => scaled.Gradient(inputs, labels).Checked(divided => Outcome.All(
                Enumerable.Range(0, recipe.Units).Select(j => Unit(
                        model.Weights.Row(j), gradient.Row(j), divided.Row(j), factors[j], 1e-4 * Loss(outputs, labels) * Math.Abs(model.Gain[j] * model.Outgoing[j]), j))
                    .Prepend(Outcome.Equal(same.Span, outputs.Span, RelativeTolerance * Terms.Size(outputs.Span), "f")))))));
    }

    private static Outcome Unit(ReadOnlySpan<double> w, ReadOnlySpan<double> gradient, ReadOnlySpan<double> divided, double factor, double least, int unit)
    {
        var (length, slope) = (Math.Sqrt(Probing.Dot(w, w)), Math.Sqrt(Probing.Dot(gradient, gradient)));
        if (slope > 0 && slope * length < least)
            return new Outcome.NotApplicable("the gradient of a unit is round-off of its terms");
        var eta = slope > 0 ? 0.3 * length / slope : 0;
        var (expected, next) = (new double[w.Length], new double[w.Length]);
        for (var i = 0; i < w.Length; i++)
            (expected[i], next[i]) = (gradient[i] / factor, w[i] - (eta * gradient[i]));
        var square = (length * length) + (eta * eta * slope * slope);
        return Outcome.All([
            Outcome.Equal(Probing.Dot(w, gradient), 0, RelativeTolerance * length * slope, $"<w, dL/dw> of unit {unit}"),
            Outcome.Equal(divided, expected, RelativeTolerance * slope / factor, $"gradient of unit {unit}"),
            Outcome.Equal(Probing.Dot(next, next), square, RelativeTolerance * square, $"|w'|^2 of unit {unit}"),
        ]);
    }

    private static double Loss(Vector outputs, Vector labels)
    {
        var sum = 0.0;
        for (var n = 0; n < outputs.Length; n++)
            sum += Elementary.Exp(-labels[n] * outputs[n]);
        return sum;
    }

    private static void Rows(Matrix from, Span<double> to, Func<int, double, double> map)
    {
        for (var i = 0; i < to.Length; i++)
            to[i] = map(i / from.Columns, from.Span[i]);
    }
}
