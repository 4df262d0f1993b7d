using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C8: what one factor on all weights does to measures.</summary>
public static class DegreesOfScaling
{
    private static readonly string[] Products =
    [
        "norm.fro.prod", "norm.spec.prod", "norm.group.prod(1,inf)", "norm.group.prod(2,inf)", "norm.group.prod(1,1)", "norm.group.prod(1,2)", "norm.group.prod(2,1)", "norm.group.prod(2,2)",
        "norm.group.prod(3,1.5)", "norm.unit.prod(1)", "norm.unit.prod(2)", "spec.complexity(zero)", "spec.pacbayes(zero)", "conv.operator.prod",
        "path.phi(1)", "path.phi(1.5)", "path.phi(2)", "path.phi(3)", "path.phi(inf)", "path.phi(1).no-bias", "path.phi(2).no-bias", "path.phi(1).out-max", "path.phi(2).out-max",
        "lipschitz.l2-l2.spectral", "lipschitz.linf-l1.path", "margin.min", "margin.order(0.1)", "margin.order(0.5)", "margin.linear(0.1)",
    ];

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C8",
        "global scaling",
        "One positive factor on all weights multiplies products over layers, path norms and margins by its d-th power, squared norms by its square, group norms over layers by itself.",
        "m(lambda w) = lambda^deg m(w): deg d for products, path norms and margins, 2 for squared norms, 1 for mu",
        "feedforward layers in a row without biases",
        "1e-12 relative; 1e-10 for spectra",
        LawKind.Exact,
        CapacitySources.NormBased("C8"),
        ArchitectureRecipes.Bare,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var input = recipe.Input(numerics);
        var (lambda, depth) = (Close.Decades(new Key(recipe.Seed).For("lambda"), 1, 1)[0], recipe.Network.Depth);
        var scaled = input with { Parameters = Close.At(input.Parameters, i => lambda * input.Parameters.Flat[i]) };
        var cancels = Terms.Objection(recipe.Objective(numerics), input.Parameters, recipe.Objective(numerics).Evaluate(input.Parameters).Outputs) is not null;
        int? Degree(string id) => Products.Contains(id) ? depth : id is "norm.fro.sum-sq" or "canonical.fro-min" ? 2 : id.StartsWith("norm.group.mu", StringComparison.Ordinal) ? 1 : null;
        bool Wanted(Measure m) => Degree(m.Id) is not null && !(cancels && m.Needs.HasFlag(Needs.Data));
        return Outcome.All(MeasureTable.Evaluate(input, Wanted).Zip(MeasureTable.Evaluate(scaled, Wanted)).Select(pair =>
        {
            var ((measure, before), (_, after)) = pair;
            var factor = Enumerable.Repeat(lambda, Degree(measure.Id)!.Value).Aggregate(1.0, static (a, b) => a * b);
            // A margin is a difference of outputs, which may be smaller than both.
            var allowance = measure.Needs.HasFlag(Needs.Data) ? 1e-12 * factor * Terms.Size(recipe.Objective(numerics), input.Parameters) : (measure.Cost == Cost.Spectra ? 1e-10 : 1e-12) * factor * before.Value.OrNaN;
            return before.Value is Number.Undefined u ? new Outcome.NotApplicable(u.Reason) : Outcome.Equal(after.Value.OrNaN, factor * before.Value.OrNaN, allowance, measure.Id);
        }));
    }
}
