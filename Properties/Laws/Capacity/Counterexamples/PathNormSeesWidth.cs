using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>CCa: the l_2 path norm is not a quantity of the function.</summary>
public static class PathNormSeesWidth
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "CCa",
        "width in the l_2 path norm",
        "The l_2 path norm measures the function that a network computes, so networks of different width can be compared by it.",
        "Splitting a unit into k copies leaves the function alone and divides phi_2 by sqrt(k); phi_1 keeps its value.",
        "phi_2 of 4 copies = phi_2 / 2, phi_1 of 4 copies = phi_1",
        "1e-12 relative",
        CapacitySources.NormBased("C12"),
        "two relu layers 2-3-2, every hidden unit 4 times",
        static _ =>
        {
            var recipe = new ArchitectureRecipe.Dense(LanguageExt.Prelude.Array(2, 3, 2), false, 0, Awkwardness.None, 1);
            var (network, split) = UnitSplitting.Split(recipe.Parameters, 4);
            double Before(double p) => recipe.Network.PathSums(recipe.Parameters, p).Made().Norm;
            double After(double p) => network.PathSums(split, p).Made().Norm;
            return [
                Close.Equal(After(2), Before(2) / 2, 1e-12, "phi_2"),
                Close.Equal(After(1), Before(1), 1e-12, "phi_1"),
            ];
        });
}
