using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N31, flat circles: a unit of a piecewise linear network may be split into two collinear copies along a circle.</summary>
public static class SplitUnits
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "N31.split",
        "split units form flat circles",
        "A hidden unit of a network with piecewise linear activations, replaced by two collinear copies with weights times cos t and sin t on both sides, leaves outputs and layer norms as they are for every t; "
            + "so the joint Hessian has a zero mode for every unit that can be split.",
        "f_V unchanged, |W_k| unchanged for every t in [0, pi / 2]",
        "piecewise linear activations without biases, a hidden layer; outputs that do not cancel to less than a thousandth of their terms",
        "1e-12 relative to the largest output and to the norms",
        LawKind.Exact,
        Sources.TheoryIII("N31"),
        NetworkRecipes.PiecewiseLinear,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, NetworkRecipe recipe)
    {
        if (recipe.Hidden.Count == 0)
            return new Outcome.NotApplicable("there is no hidden unit to split");
        var (objective, parameters) = (recipe.Objective(numerics), recipe.Parameters);
        if (!objective.Network.IsHomogeneous || objective.Network.Homogeneity.Match(static d => d.Exists(static k => k != 1), static _ => true))
            return new Outcome.NotApplicable("the activations are not piecewise linear");
        var outputs = objective.Evaluate(parameters).Outputs;
        if (Terms.Objection(objective, parameters, outputs) is { } because)
            return new Outcome.NotApplicable(because);
        var key = new Key(recipe.Seed);
        var layer = Draws.Index(key.For("layer"), RandomStream.Measurement, 0, 0, recipe.Hidden.Count);
        var unit = Draws.Index(key.For("unit"), RandomStream.Measurement, 0, 0, recipe.Hidden[layer]);
        var t = 1.5707963267948966 * Draws.Uniform(key.For("angle"), RandomStream.Measurement, 0, 0);
        var wider = recipe with { Hidden = recipe.Hidden.SetItem(layer, recipe.Hidden[layer] + 1) };
        var wide = wider.Objective(numerics);
        var split = Split(parameters, wide.Network.Layout, layer, unit, Elementary.Cos(t), Elementary.Sin(t));
        var (norms, after) = (objective.Network.LayerNorms(parameters, numerics.Kernels), wide.Network.LayerNorms(split, numerics.Kernels));
        return Outcome.All([
            Outcome.Equal(wide.Evaluate(split).Outputs.Span, outputs.Span, RelativeTolerance * Terms.Size(outputs.Span), $"f with unit {unit} of layer {layer + 1} split"),
            Outcome.Equal(after.Span, norms.Span, RelativeTolerance * Terms.Size(norms.Span), "layer norms"),
        ]);
    }

    // The unit keeps its place with the factor of one copy; the other copy is the last unit of its layer.
    private static Parameters Split(Parameters from, Layout to, int layer, int unit, double cos, double sin) => Parameters.Create(to, Vector.Build(to.ParameterCount, flat =>
    {
        for (var k = 0; k < to.Depth; k++)
        {
            var (block, w) = (to.Weights[k], from.Weight(k));
            for (var i = 0; i < block.Rows; i++)
            {
                for (var j = 0; j < block.Columns; j++)
                {
                    var (row, column) = (k == layer && i == w.Rows ? unit : i, k == layer + 1 && j == w.Columns ? unit : j);
                    var factor = k == layer && row == unit ? (i == unit ? cos : sin) : k == layer + 1 && column == unit ? (j == unit ? cos : sin) : 1;
                    flat[block.Offset + (i * block.Columns) + j] = factor * w[row, column];
                }
            }
        }
    })).Made();
}
