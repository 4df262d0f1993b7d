using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C4: path recursions equal the enumeration of all paths.</summary>
public static class PathEnumeration
{
    private const double RelativeTolerance = 1e-12;

    // Sums of eighths to the power of at most 8 layers stay exact below this.
    private const double ExactBelow = 1 << 20;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C4",
        "path recursion = enumeration",
        "The recursion over the graph gives the sum over all paths from inputs and biases to outputs, shared weights, skip connections and pools included; for weights that are multiples of 1/8 without a rounding error.",
        "phi_p^p = sum over paths of prod |w_e|^p, phi_infinity = max over paths",
        "at most 30000 paths",
        "1e-12 relative; for multiples of 1/8 and p = 1, 2, infinity none",
        LawKind.Exact,
        CapacitySources.PathSgd("C4"),
        ArchitectureRecipes.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe) => Outcome.All(Enumerated(recipe, true).Concat(Enumerated(recipe, false)));

    private static IEnumerable<Outcome> Enumerated(ArchitectureRecipe recipe, bool biases)
    {
        var (network, parameters) = (recipe.Network, recipe.Parameters);
        var exact = recipe.Awkward.HasFlag(Awkwardness.Integers);
        var paths = recipe.Graph.Paths(parameters, biases).Match(static p => p, static () => null!);
        if (paths is null)
            return [new Outcome.NotApplicable("there are too many paths")];
        return new[] { 1, 1.5, 2, 3, double.PositiveInfinity }.Select(p =>
        {
            var sums = network.PathSums(parameters, p, biases).Made();
            var total = double.IsPositiveInfinity(p) ? paths.Select(Math.Abs).DefaultIfEmpty(0).Max() : paths.Sum(x => Close.Power(x, p));
            return Outcome.Equal(sums.Total, total, exact && p != 1.5 && p != 3 && total < ExactBelow ? 0 : RelativeTolerance * total, FormattableString.Invariant($"phi_{p}^p{(biases ? "" : " without biases")}"));
        }).Append(Outcome.Equal(network.PathCount(biases).Made().Total, paths.Length, 0, "number of paths"));
    }
}
