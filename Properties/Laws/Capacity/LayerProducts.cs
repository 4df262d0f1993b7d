using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Laws;

/// <summary>C6: products over layers see the rescaling of a unit although the function does not change.</summary>
public static class LayerProducts
{
    private const double Change = 0.01;

    private static readonly string[] Ids =
        ["norm.fro.prod", "norm.spec.prod", "spec.complexity(zero)", "spec.pacbayes(zero)", "norm.group.prod(1,inf)", "norm.group.prod(2,1)", "norm.unit.prod(2)"];

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C6",
        "products over layers change under node rescaling",
        "Products of layer norms and the spectral complexity keep their value when all units of a layer get the same factor, and change by more than 1 % when one unit gets the factor 1000 or 1/1000.",
        "m(T_c w) = m(w) for one c per layer; |m(T_c w) / m(w) - 1| > 0.01 for c = 1000 or 1/1000 on one unit",
        "dense ReLU layers without biases, two live hidden units or more in the first layer",
        "1e-10 relative for layer rescaling (spectral norms)",
        LawKind.Control,
        CapacitySources.NormBased("C6"),
        ArchitectureRecipes.Bare,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        if (recipe is not ArchitectureRecipe.Dense { Sizes: { Count: > 2 } sizes } || sizes[1] < 2)
            return new Outcome.NotApplicable("the first hidden layer has fewer than two units");
        var parameters = recipe.Parameters;
        if (recipe.Units.Take(sizes[1]).Any(u => u.Incoming.ForAll(i => parameters.Flat[i] == 0) || u.Outgoing.ForAll(i => parameters.Flat[i] == 0)))
            return new Outcome.NotApplicable("a hidden unit is dead");
        double[] Values(double[] factors) => [.. MeasureTable.Evaluate(
            new(recipe.Network, recipe.Rescaled(parameters, factors), None, None, numerics, new Key(recipe.Seed)), static m => Ids.Contains(m.Id)).Map(static v => v.Value.Value.OrNaN)];
        double[] One(int unit, double factor) => [.. recipe.Units.Map((i, _) => i == unit ? factor : 1)];

        var before = Values([.. recipe.Units.Map(static _ => 1.0)]);
        var layer = Close.Decades(new Key(recipe.Seed).For("layer"), 1, 1)[0];
        var layerwise = Values([.. recipe.Units.Map((i, _) => i < sizes[1] ? layer : 1)]);
        var (up, down) = (Values(One(0, 1000)), Values(One(0, 1e-3)));
        var names = MeasureTable.All.Filter(static m => Ids.Contains(m.Id));
        return Outcome.All(before.SelectMany((value, k) => new[]
        {
            Close.Equal(layerwise[k], value, 1e-10, names[k].Id + " under layer rescaling"),
            Outcome.AtMost(Change, Math.Max(Math.Abs((up[k] / value) - 1), Math.Abs((down[k] / value) - 1)), 0, names[k].Id + " under node rescaling"),
        }));
    }
}
