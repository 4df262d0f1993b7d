using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N11: directions have norm 1, move along their spheres, and in discrete time turn back on themselves a little.</summary>
public static class UnitDirections
{
    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "N11",
        "unit norm and tangency of directions",
        "Every direction V_k has norm 1, its velocity under the gradient is orthogonal to it, and between two points <V, V' - V> is minus half the squared distance: never positive, whatever the rule.",
        "|V_k| = 1; <V_k, dV_k/dt> = 0; <V_k, V_k' - V_k> = -|V_k' - V_k|^2 / 2",
        "no layer is zero; velocity: not smaller than a thousandth of the gradient, where it would be round-off",
        "norm 1e-12; velocity 1e-12 relative to its length; discrete 1e-14",
        LawKind.Exact,
        Sources.TheoryIII("N11"),
        TrainingRecipes.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, TrainingRecipe recipe) => recipe.Plan(numerics).Checked(plan =>
    {
        var (objective, start, rule) = (plan.Objective, recipe.Problem.Parameters, recipe.Rule);
        var (after, _, info) = rule.Step(new(objective, plan.Sampler, recipe.Rate, start, rule.Init(start), 0, recipe.Key));
        if (!info.Accepted || !Probing.IsFinite(after.Flat.Span))
            return new Outcome.NotApplicable("the step cannot be taken");
        var network = objective.Network;
        return network.Decompose(start, numerics.Kernels).Checked(before => network.Decompose(after, numerics.Kernels)
            .Checked(next => Outcome.All(network.Layers.Map(layer => Outcome.All([
                Outcome.Equal(Norm(Of(layer, before.Directions)), 1, 1e-12, $"|V| of {layer.Name}"),
                Velocity(objective, start, before, layer),
                Turn(Of(layer, before.Directions), Of(layer, next.Directions), layer.Name),
            ])))));
    });

    private static Outcome Turn(double[] before, double[] after, string layer)
    {
        double inner = 0, square = 0;
        for (var i = 0; i < before.Length; i++)
        {
            var change = after[i] - before[i];
            inner = Math.FusedMultiplyAdd(before[i], change, inner);
            square = Math.FusedMultiplyAdd(change, change, square);
        }

        return Outcome.Equal(inner, -square / 2, 1e-14, $"<V, V' - V> of {layer}");
    }

    private static Outcome Velocity(Objective objective, Parameters parameters, LayerDecomposition split, Layer layer)
    {
        var gradient = objective.Loss.IsExponentialType ? objective.LogGradient(parameters).Made() : objective.Gradient(parameters);
        if (!Probing.IsFinite(gradient.Span))
            return new Outcome.NotApplicable("the gradient is not finite");
        var (v, g) = (Of(layer, split.Directions), Of(layer, Parameters.Create(parameters.Layout, gradient).Made()));
        var inner = Probing.Dot(v, g);
        var velocity = v.Select((x, i) => (g[i] - (x * inner)) / split.LayerNorms[layer.Number]).ToArray();
        var length = Norm(velocity);
        return !(length > 1e-280) || !(length * split.LayerNorms[layer.Number] > 1e-3 * Norm(g)) || !double.IsFinite(length)
            ? new Outcome.NotApplicable("the velocity is round-off")
            : Outcome.Equal(Probing.Dot(v, velocity), 0, 1e-12 * length, $"<V, V'> of {layer.Name}");
    }

    private static double[] Of(Layer layer, Parameters parameters) => [.. layer.Blocks.SelectMany(b => parameters.Of(b).ToArray())];

    private static double Norm(double[] v)
    {
        var largest = Terms.Size(v);
        return largest == 0 ? 0 : largest * Math.Sqrt(v.Sum(x => x / largest * (x / largest)));
    }
}
