using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Laws;

/// <summary>C36: the Lipschitz constants made of weights.</summary>
public static class LipschitzConstants
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C36",
        "Lipschitz constants from paths and from operators",
        "Outputs change in l_1 by at most the l_1 path norm (max pools by maximum) times the largest change of an input, and for layers in a row in l_2 by at most the product of the norms of their operators times the distance.",
        "|f(x) - f(y)|_1 <= phi_1 |x - y|_inf; |f(x) - f(y)|_2 <= prod sigma_max(A_k) |x - y|_2",
        "piecewise linear units of slope at most 1; the second: layers in a row, pools without overlap",
        "1e-12 of the right side, and the round-off of the outputs",
        LawKind.Inequality,
        CapacitySources.PathMetric("C36"),
        ArchitectureRecipes.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (objective, parameters) = (recipe.Objective(numerics), recipe.Parameters);
        var values = MeasureTable.Evaluate(
            new(recipe.Network, parameters, None, None, numerics, new Key(recipe.Seed)), static m => m.Id is "lipschitz.linf-l1.path" or "conv.operator-upper.prod" or "path.phi(1).no-bias")
            .ToDictionary(static v => v.Measure.Id, static v => v.Value.Value);
        var (path, spectral) = (values["lipschitz.linf-l1.path"].OrNaN, values["conv.operator-upper.prod"]);
        var inputs = objective.Data.Inputs;
        var others = Matrix.Build(inputs.Rows, inputs.Columns, x =>
        {
            Draws.Gaussian(new Key(recipe.Seed).For("other"), RandomStream.Measurement, 0, x);
            // Distances fall from example to example.
            for (var i = 0; i < x.Length; i++)
                x[i] = inputs.Span[i] + (x[i] * Math.ScaleB(1, -2 * (i / inputs.Columns)));
        });
        var (f, g) = (objective.Evaluate(parameters).Outputs, objective.On(Dataset.Create("other", others, objective.Data.Targets, "").Made()).Made().Evaluate(parameters).Outputs);
        var rounding = RelativeTolerance * Terms.Size(objective, parameters);
        var outcomes = Enumerable.Range(0, inputs.Rows).SelectMany(i =>
        {
            var (change, distance) = (Difference(f.Row(i), g.Row(i)), Difference(inputs.Row(i), others.Row(i)));
            return new[]
            {
                Outcome.AtMost(GroupNorm.Vector(change, 1), path * GroupNorm.Vector(distance, double.PositiveInfinity), rounding, $"l_infinity to l_1, example {i}"),
                spectral is Number.Value sigma
                    ? Outcome.AtMost(GroupNorm.Vector(change, 2), sigma.Amount * GroupNorm.Vector(distance, 2), rounding, $"l_2 to l_2, example {i}")
                    : new Outcome.NotApplicable("a product over layers does not exist for this graph"),
            };
        });
        return Outcome.All(outcomes.Append(Close.AtMost(path, values["path.phi(1).no-bias"].OrNaN, RelativeTolerance, "max pools by maximum against by sum")));
    }

    private static double[] Difference(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var difference = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
            difference[i] = x[i] - y[i];
        return difference;
    }
}
