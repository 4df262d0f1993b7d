using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N1: for a homogeneous network, the inner product of a layer with its gradient is its degree times the output.</summary>
public static class EulerIdentity
{
    private const double RelativeTolerance = 1e-12;
    private const double SmallestMagnitude = 1e-280;

    /// <summary>The law.</summary>
    public static Law<NetworkRecipe> Law { get; } = new(
        "N1",
        "Euler identity",
        "In a network that is homogeneous of degree deg_k in layer k, the inner product of W_k with the gradient of any combination of outputs is deg_k times that combination.",
        "<W_k, grad_k sum_n c_n f_n> = deg_k sum_n c_n f_n",
        "homogeneous network, outputs above the range of denormal numbers",
        "1e-12 relative to deg_k sum_n |c_n f_n|",
        LawKind.Exact,
        Sources.TheoryIII("N1"),
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
        var parameters = recipe.Parameters;
        var outputs = objective.Evaluate(parameters).Outputs;
        var coefficients = Matrix.Build(outputs.Rows, outputs.Columns, c => Draws.Gaussian(new Key(recipe.Seed).For("coefficients"), RandomStream.Measurement, 0, c));
        var gradient = parameters.Layout.Weights.Count == 0 ? Vector.Empty : objective.TransposedJacobianProduct(parameters, coefficients);
        double sum = 0, magnitude = 0;
        for (var i = 0; i < outputs.Span.Length; i++)
        {
            sum += coefficients.Span[i] * outputs.Span[i];
            magnitude += Math.Abs(coefficients.Span[i] * outputs.Span[i]);
        }

        if (magnitude is > 0 and < SmallestMagnitude)
            return new Outcome.NotApplicable("the outputs are at the lower end of the range of doubles");
        return Outcome.All(parameters.Layout.Weights.Map((k, block) =>
        {
            var inner = objective.Numerics.Kernels.Dot(parameters.Of(block), gradient.Span.Slice(block.Offset, block.Size));
            return Outcome.Equal(inner, degrees[k] * sum, RelativeTolerance * degrees[k] * magnitude, block.Name);
        }));
    }
}
