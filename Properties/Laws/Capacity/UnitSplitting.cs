using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C12: what splitting hidden units into copies does to path norms.</summary>
public static class UnitSplitting
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C12",
        "splitting of hidden units",
        "k copies of every hidden unit of a two-layer network with outgoing weights divided by k compute the same function with the same l_1 path norm and the l_2 path norm divided by sqrt k: only phi_1 is a quantity of the function.",
        "f, phi_1 unchanged; phi_p' = k^(1/p - 1) phi_p, k = 2, 4, 9",
        "two dense ReLU layers without biases",
        "1e-12 relative; outputs relative to their terms",
        LawKind.Exact,
        CapacitySources.NormBased("C12"),
        ArchitectureRecipes.TwoLayers,
        Check,
        static r => r.ToString());

    /// <summary>The network in which every hidden unit of two dense layers is k times there, with outgoing weights divided by k.</summary>
    internal static (Network Network, Parameters Parameters) Split(Parameters parameters, int copies)
    {
        var (u, v) = (parameters.Weight(0), parameters.Weight(1));
        var network = Network.Dense([u.Columns, copies * u.Rows, v.Rows], new Activation.Relu(), BiasPlacement.None).Made();
        var flat = Vector.Build(network.ParameterCount, target =>
        {
            for (var i = 0; i < copies * u.Span.Length; i++)
                target[i] = u.Span[i % u.Span.Length];
            for (var i = 0; i < copies * v.Span.Length; i++)
                target[(copies * u.Span.Length) + i] = v[i / (copies * u.Rows), i % (copies * u.Rows) % u.Rows] / copies;
        });
        return (network, Parameters.Create(network.Layout, flat).Made());
    }

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (parameters, objective) = (recipe.Parameters, recipe.Objective(numerics));
        var (outputs, terms) = (objective.Evaluate(parameters).Outputs, Terms.Size(objective, parameters));
        return Outcome.All(new[] { 2, 4, 9 }.SelectMany(copies =>
        {
            var (network, split) = Split(parameters, copies);
            var after = Objective.Create(network, objective.Data, objective.Loss, Reduction.Mean, numerics).Made().Evaluate(split).Outputs;
            return new[] { 1.0, 2, 3 }.Select(p => Close.Equal(
                    network.PathSums(split, p).Made().Norm, Elementary.Pow(copies, (1 / p) - 1) * recipe.Network.PathSums(parameters, p).Made().Norm, RelativeTolerance, $"phi_{p} of {copies} copies"))
                .Append(Outcome.Equal(after.Span, outputs.Span, RelativeTolerance * terms, $"outputs of {copies} copies"));
        }));
    }
}
