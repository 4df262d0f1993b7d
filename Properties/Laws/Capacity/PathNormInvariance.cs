using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C3: path norms do not see the rescaling of hidden units.</summary>
public static class PathNormInvariance
{
    private const double RelativeTolerance = 1e-12;
    private static readonly double[] Exponents = [1, 1.5, 2, 3, double.PositiveInfinity];

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C3",
        "path norms under rescaling",
        "Path norms of every exponent keep their value under positive factors of hidden units, channels and recurrent units; for powers of two and p = 1, 2 and infinity to the bit.",
        "phi_p(T_c w) = phi_p(w), p = 1, 1.5, 2, 3, infinity",
        "piecewise linear units",
        "1e-12 relative; bit equality for dyadic factors and p = 1, 2, infinity",
        LawKind.Exact,
        CapacitySources.PathSgd("C3"),
        ArchitectureRecipes.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        if (recipe.Units.Count == 0)
            return new Outcome.NotApplicable("there are no hidden units");
        var (network, parameters, key) = (recipe.Network, recipe.Parameters, new Key(recipe.Seed).For("factors"));
        var scaled = recipe.Rescaled(parameters, Close.Decades(key, recipe.Units.Count, 3));
        var dyadic = recipe.Rescaled(parameters, Close.Dyadic(key, recipe.Units.Count, 20));
        return Outcome.All(Exponents.SelectMany(p =>
        {
            var before = network.PathSums(parameters, p).Made();
            return new[]
            {
                Close.Equal(network.PathSums(scaled, p).Made().Norm, before.Norm, RelativeTolerance, FormattableString.Invariant($"phi_{p}")),
                p is 1 or 2 or double.PositiveInfinity
                    ? Outcome.Identical([network.PathSums(dyadic, p).Made().Norm], [before.Norm], FormattableString.Invariant($"phi_{p}, dyadic factors"))
                    : Close.Equal(network.PathSums(dyadic, p).Made().Norm, before.Norm, RelativeTolerance, FormattableString.Invariant($"phi_{p}, dyadic factors")),
            };
        }));
    }
}
