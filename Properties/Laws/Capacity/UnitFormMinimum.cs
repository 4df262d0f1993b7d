using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C5: the path norm is the least product of per-unit norms over all rescalings.</summary>
public static class UnitFormMinimum
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C5",
        "path norm = least product of unit norms",
        "Over all rescalings of hidden units the product of the largest incoming norms of hidden layers with the norm of the last layer is at least the path norm, which the representative with unit incoming norms attains.",
        "min over T_c of prod_(k<d) |W_k|_(p,inf) |W_d|_(p,p) = phi_p, attained at unit(p); with the largest row of W_d in place of |W_d|_(p,p) the largest path norm of one output",
        "dense ReLU layers without biases and without dead hidden units; p = 1, 2, 3",
        "1e-12 relative",
        LawKind.Exact,
        CapacitySources.NormBased("C5"),
        ArchitectureRecipes.Bare,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (network, parameters) = (recipe.Network, recipe.Parameters);
        var other = recipe.Rescaled(parameters, Close.Decades(new Key(recipe.Seed).For("factors"), recipe.Units.Count, 1));
        return Outcome.All(new[] { 1.0, 2, 3 }.SelectMany(p =>
        {
            var unit = network.UnitNormalized(parameters, p).Made();
            if (unit.Dead.Count > 0)
                return new Outcome[] { new Outcome.NotApplicable("a hidden unit is dead") };
            var sums = network.PathSums(parameters, p).Made();
            return
            [
                Close.Equal(Product(network, unit.Parameters, p, p), sums.Norm, RelativeTolerance, $"at unit({p})"),
                Close.Equal(Product(network, unit.Parameters, p, double.PositiveInfinity), sums.OutputMaximum, RelativeTolerance, $"largest output at unit({p})"),
                Close.AtMost(sums.Norm, Product(network, parameters, p, p), RelativeTolerance, $"phi_{p} against the product"),
                Close.AtMost(sums.Norm, Product(network, other, p, p), RelativeTolerance, $"phi_{p} against the product of a rescaled network"),
            ];
        }));
    }

    private static double Product(Network network, Parameters w, double p, double last) => Enumerable.Range(0, network.Depth)
        .Aggregate(1.0, (product, k) => product * GroupNorm.Of(w.Weight(k), p, k < network.Depth - 1 ? double.PositiveInfinity : last));
}
