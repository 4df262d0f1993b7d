using LanguageExt;
using Marginalia.Data;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C41: Fisher-Rao norms by Euler's identity.</summary>
public static class FisherRaoForms
{
    private const double RelativeTolerance = 1e-10;
    private const double RoundOff = 1e-14;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C41",
        "Fisher-Rao norms in closed form",
        "Without biases the derivative of the outputs along the parameters is d times the outputs, so that both squared Fisher-Rao norms are d^2 times moments of the outputs under the softmax.",
        "model = d^2 mean Var_(k ~ p_i)(f_ik); empirical = d^2 mean <p_i - e_(y_i), f_i>^2",
        "dense ReLU layers without biases (Euler's identity itself is N1, the invariance under rescaling C.invariance.node-rescaling)",
        "1e-10 relative, at least the square of 1e-14 times the largest output",
        LawKind.Exact,
        CapacitySources.FisherRao("C41"),
        ArchitectureRecipes.Bare,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (objective, parameters) = (recipe.Objective(numerics), recipe.Parameters);
        var outputs = objective.Evaluate(parameters).Outputs;
        if (Terms.Objection(objective, parameters, outputs) is { } because)
            return new Outcome.NotApplicable(because);
        var labels = ((Targets.Classes)objective.Data.Targets).Labels;
        var (model, empirical, d) = (0.0, 0.0, recipe.Network.Depth);
        for (var i = 0; i < outputs.Rows; i++)
        {
            var f = outputs.Row(i).ToArray();
            var largest = f.Max();
            var weights = System.Array.ConvertAll(f, x => Elementary.Exp(x - largest));
            var sum = weights.Sum();
            var mean = f.Select((x, k) => weights[k] * x).Sum() / sum;
            model += f.Select((x, k) => weights[k] * (x - mean) * (x - mean)).Sum() / sum;
            var inner = f.Select((x, k) => weights[k] * (x - f[labels[i]])).Sum() / sum;
            empirical += inner * inner;
        }

        var values = MeasureTable.Evaluate(
            new(recipe.Network, parameters, Option<Networks.Parameters>.None, objective.Data, numerics, new Key(recipe.Seed)), static m => m.Id is "fisher-rao.model-sq" or "fisher-rao.empirical-sq")
            .ToDictionary(static v => v.Measure.Id, static v => v.Value.Value.OrNaN);
        // A variance of equal numbers is the square of their round-off.
        var rounding = RoundOff * d * Terms.Size(outputs.Span) * RoundOff * d * Terms.Size(outputs.Span);
        Outcome Same(double left, double right, string where) => Outcome.Equal(left, right, Math.Max(rounding, RelativeTolerance * right), where);
        return Outcome.All([
            Same(values["fisher-rao.model-sq"], d * d * model / outputs.Rows, "labels of the model"),
            Same(values["fisher-rao.empirical-sq"], d * d * empirical / outputs.Rows, "labels of the sample"),
        ]);
    }
}
