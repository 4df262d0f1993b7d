using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C9, C10: the order of path norms among themselves and below products of layer norms.</summary>
public static class PathChain
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>C9: for any graph.</summary>
    public static Law<ArchitectureRecipe> Exponents { get; } = new(
        "C9",
        "chain of path norms",
        "Path norms fall as their exponent grows, and the first is at most the square root of the number of paths times the second.",
        "phi_infinity <= phi_2 <= phi_1 <= sqrt(#paths) phi_2",
        "piecewise linear units",
        "1e-12 relative",
        LawKind.Inequality,
        CapacitySources.NormBased("C9"),
        ArchitectureRecipes.Any,
        static (_, recipe) => OfExponents(recipe.Network, recipe.Parameters),
        static r => r.ToString());

    /// <summary>C10: for layers in a row.</summary>
    public static Law<ArchitectureRecipe> Layers { get; } = new(
        "C10",
        "path norms below products of layer norms",
        "Path norms lie below products of per-unit norms, spectral norms and Frobenius norms of the layers.",
        "phi_2,out-max <= prod |W_k|_(2,inf) <= prod sigma_k; phi_2 <= prod |W_k|_F; phi_2 <= |W_d|_F prod_(k<d) sigma_k; phi_1 <= prod_(k<d) |W_k|_(1,inf) |W_d|_(1,1)",
        "dense ReLU layers without biases",
        "1e-12 relative",
        LawKind.Inequality,
        CapacitySources.NormBased("C10"),
        ArchitectureRecipes.Bare,
        static (numerics, recipe) => OfLayers(numerics, recipe.Network, recipe.Parameters),
        static r => r.ToString());

    private static Outcome OfExponents(Network network, Parameters parameters)
    {
        double Phi(double p) => network.PathSums(parameters, p).Made().Norm;
        var (one, two, infinite) = (Phi(1), Phi(2), Phi(double.PositiveInfinity));
        return Outcome.All([
            Close.AtMost(infinite, two, RelativeTolerance, "phi_infinity and phi_2"),
            Close.AtMost(two, one, RelativeTolerance, "phi_2 and phi_1"),
            Close.AtMost(one, Math.Sqrt(network.PathCount().Made().Total) * two, RelativeTolerance, "phi_1 and phi_2 of all paths"),
        ]);
    }

    private static Outcome OfLayers(NumericsPolicy numerics, Network network, Parameters parameters)
    {
        var weights = Enumerable.Range(0, network.Depth).Select(parameters.Weight).ToArray();
        double Product(IEnumerable<Matrix> matrices, Func<Matrix, double> norm) => matrices.Aggregate(1.0, (product, w) => product * norm(w));
        double Sigma(Matrix w) => SpectralNorm.Of(w, numerics, new Key(1)).Made().Value;
        double Units(Matrix w) => GroupNorm.Of(w, 2, double.PositiveInfinity);
        double Frobenius(Matrix w) => GroupNorm.Vector(w.Span, 2);
        var (one, two) = (network.PathSums(parameters, 1).Made(), network.PathSums(parameters, 2).Made());
        var (before, last) = (weights[..^1], weights[^1]);
        return Outcome.All([
            Close.AtMost(two.OutputMaximum, Product(weights, Units), RelativeTolerance, "phi_2 of one output and unit norms"),
            Close.AtMost(Product(weights, Units), Product(weights, Sigma), RelativeTolerance, "unit norms and spectral norms"),
            Close.AtMost(two.Norm, Product(weights, Frobenius), RelativeTolerance, "phi_2 and Frobenius norms"),
            Close.AtMost(two.Norm, Frobenius(last) * Product(before, Sigma), RelativeTolerance, "phi_2 and spectral norms"),
            Close.AtMost(one.Norm, GroupNorm.Of(last, 1, 1) * Product(before, static w => GroupNorm.Of(w, 1, double.PositiveInfinity)), RelativeTolerance, "phi_1 and l_1 norms"),
        ]);
    }
}
