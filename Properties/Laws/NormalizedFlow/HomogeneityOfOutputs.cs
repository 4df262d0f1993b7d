using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N2: rescaling layers of a homogeneous network multiplies its outputs by the product of the factors to the power of the degrees.</summary>
public static class HomogeneityOfOutputs
{
    private const double RelativeTolerance = 1e-11;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "N2",
        "homogeneity",
        "Multiplying each layer k by a positive alpha_k multiplies the outputs by the product of alpha_k^deg_k; in particular f is the product norm times the normalized network.",
        "f(alpha W) = prod_k alpha_k^deg_k f(W); f(W) = P f(V)",
        "homogeneous network; outputs that do not cancel to less than a thousandth of their terms; second equation: no layer is zero",
        "1e-11 relative to max |f|",
        LawKind.Exact,
        Sources.TheoryIII("N2"),
        NetworkRecipes.HomogeneousClassifiers,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, NetworkRecipe recipe)
    {
        var objective = recipe.Objective(numerics);
        return objective.Network.Homogeneity.Match(
            degrees => Check(objective, recipe, degrees),
            static reason => new Outcome.NotApplicable(reason));
    }

    private static Outcome Check(Objective objective, NetworkRecipe recipe, Arr<int> degrees)
    {
        var (network, parameters) = (objective.Network, recipe.Parameters);
        var outputs = objective.Evaluate(parameters).Outputs;
        if (Terms.Objection(objective, parameters, outputs) is { } because)
            return new Outcome.NotApplicable(because);
        var factors = Factors.Draw(new Key(recipe.Seed).For("factors"), network.Depth);
        return Outcome.All([
            network.RescaleLayers(parameters, factors).Checked(scaled =>
                Proportional(objective.Evaluate(scaled).Outputs, outputs, Factors.Product(factors, degrees), "f(alpha W)")),
            network.Decompose(parameters, objective.Numerics.Kernels).Checked(split => network.ProductNorm(split.LayerNorms).Match(
                product => Proportional(outputs, objective.Evaluate(split.Directions).Outputs, product, "P f(V)"),
                static reason => new Outcome.NotApplicable(reason))),
        ]);
    }

    private static Outcome Proportional(Matrix left, Matrix right, double factor, string where)
    {
        var expected = Vector.Build(right.Span.Length, target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = factor * right.Span[i];
        });
        return Outcome.Equal(left.Span, expected.Span, RelativeTolerance * Terms.Size(expected.Span), where);
    }
}
