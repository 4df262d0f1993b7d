using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C31: the two terms of the path conditioner of recurrent weights.</summary>
public static class RecurrentConditionerLaw
{
    private const double RelativeTolerance = 1e-7;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C31",
        "path conditioner of recurrent networks",
        "The squared path norm of the unrolled network is a polynomial in the square s of every weight; the sum over occurrences is its first derivative, and with the term of paths that meet the weight twice it is half the second derivative by the weight.",
        "kappa1 = d phi_2^2/ds, kappa1 + kappa2 = (1/2) d^2 phi_2^2/d theta^2 (kappa2 = 2 s d^2 phi_2^2/ds^2)",
        "recurrent layers; enumeration of the unrolled paths at most 30000",
        "1e-12 relative against the enumeration of paths; 1e-7 against differences",
        LawKind.Exact,
        CapacitySources.Recurrent("C31"),
        ArchitectureRecipes.Recurrent,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        var (network, parameters) = (recipe.Network, recipe.Parameters);
        var (first, second) = (network.PathConditioner(parameters, 2).Made(), network.SecondPathConditioner(parameters).Made());
        double Square(int e, double w) => network.PathSums(Close.At(parameters, i => i == e ? w : parameters.Flat[i]), 2).Made().Total;
        var total = network.PathSums(parameters, 2).Made().Total;
        return Outcome.All(Enumerable.Range(0, parameters.Flat.Length).Select(e =>
        {
            var w = parameters.Flat[e];
            // Differences of fourth order of an even polynomial of low degree.
            var h = 1e-2 * Math.Max(1, Math.Abs(w));
            double At(int k) => Square(e, w + (k * h));
            var derivative = ((16 * (At(1) + At(-1))) - (At(2) + At(-2)) - (30 * At(0))) / (24 * h * h);
            var size = Math.Max(Math.Abs(first[e]) + Math.Abs(second[e]), total);
            return Outcome.Equal(first[e] + second[e], derivative, RelativeTolerance * size, $"parameter {e}");
        }).Append(Occurrences(recipe, first)));
    }

    // kappa1 of each edge is the sum over paths through it without it, added over the occurrences of its weight.
    private static Outcome Occurrences(ArchitectureRecipe recipe, Vector first)
    {
        var (graph, parameters) = (recipe.Graph, recipe.Parameters);
        var sums = new double[first.Length];
        for (var i = 0; i < graph.Edges.Count; i++)
        {
            var edge = graph.Edges[i];
            if (edge.Parameter < 0)
                continue;
            // Only paths through this occurrence, whose own weight is 1.
            var through = new UnrolledGraph(graph.InputCount, graph.Outputs, graph.Edges.SetItem(i, edge with { Parameter = -1 }));
            var without = new UnrolledGraph(graph.InputCount, graph.Outputs, graph.Edges.RemoveAt(i));
            var all = through.Paths(parameters).Bind(a => without.Paths(parameters).Map(b => a.Sum(static x => x * x) - b.Sum(static x => x * x)));
            if (all.IsNone)
                return new Outcome.NotApplicable("there are too many paths");
            sums[edge.Parameter] += all.IfNone(0);
        }

        return Outcome.Equal(first.Span, sums, 1e-12 * Math.Max(Terms.Size(first.Span), recipe.Network.PathSums(parameters, 2).Made().Total), "kappa1 and the enumeration");
    }
}
