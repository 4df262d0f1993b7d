using LanguageExt;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>C13: path norms of two networks side by side.</summary>
public static class ParallelComposition
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<ArchitectureRecipe> Law { get; } = new(
        "C13",
        "networks side by side",
        "Side by side two networks compute t f + (1 - t) g; their l_1 path norms add with these weights, the squares of their l_2 path norms with the squared weights, and for two layers the sum of products of incoming and outgoing norms adds too.",
        "phi_1 = t phi_1(f) + (1-t) phi_1(g), phi_2^2 = t^2 phi_2(f)^2 + (1-t)^2 phi_2(g)^2; d = 2: sum |u_h| |v_h| additive",
        "dense ReLU layers without biases, one hidden layer or more",
        "1e-12 relative; outputs relative to their terms",
        LawKind.Exact,
        CapacitySources.NormBased("C13"),
        ArchitectureRecipes.Bare,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, ArchitectureRecipe recipe)
    {
        if (recipe is not ArchitectureRecipe.Dense { Sizes.Count: > 2 } first)
            return new Outcome.NotApplicable("there is no hidden layer");
        // Another network of the same depth with other hidden widths.
        var second = first with { Seed = first.Seed + 1_000_003, Sizes = first.Sizes.Map((k, size) => k > 0 && k < first.Sizes.Count - 1 ? size + (k % 2) : size).ToArr() };
        var (f, g) = (first.Parameters, second.Parameters);
        var t = Draws.Uniform(new Key(recipe.Seed).For("t"), RandomStream.Measurement, 0, 0);
        var (network, both) = Side(first, f, second, g, t);
        Matrix Outputs(Network n, Parameters p) => Objective.Create(n, first.Data, new Loss.CrossEntropy(), Reduction.Mean, numerics).Made().Evaluate(p).Outputs;
        double Phi(Network n, Parameters p, double exponent) => n.PathSums(p, exponent).Made().Norm;
        var (a, b, sum) = (Outputs(first.Network, f), Outputs(second.Network, g), Outputs(network, both));
        var mixed = Vector.Build(a.Span.Length, x =>
        {
            for (var i = 0; i < x.Length; i++)
                x[i] = (t * a.Span[i]) + ((1 - t) * b.Span[i]);
        });
        var terms = Terms.Size(first.Objective(numerics), f) + Terms.Size(Objective.Create(second.Network, first.Data, new Loss.CrossEntropy(), Reduction.Mean, numerics).Made(), g);
        var (f2, g2) = (t * Phi(first.Network, f, 2), (1 - t) * Phi(second.Network, g, 2));
        return Outcome.All([
            Outcome.Equal(sum.Span, mixed.Span, RelativeTolerance * terms, "outputs"),
            Close.Equal(Phi(network, both, 1), (t * Phi(first.Network, f, 1)) + ((1 - t) * Phi(second.Network, g, 1)), RelativeTolerance, "phi_1"),
            Close.Equal(Phi(network, both, 2), Math.Sqrt((f2 * f2) + (g2 * g2)), RelativeTolerance, "phi_2"),
            network.Depth == 2 ? Close.Equal(TwoLayers.Sum(both), (t * TwoLayers.Sum(f)) + ((1 - t) * TwoLayers.Sum(g)), RelativeTolerance, "sum |u_h| |v_h|") : Outcome.Held,
        ]);
    }

    // Hidden layers are block diagonal, the first layer is stacked, the last one has t V_f beside (1 - t) V_g.
    private static (Network Network, Parameters Parameters) Side(ArchitectureRecipe.Dense first, Parameters f, ArchitectureRecipe.Dense second, Parameters g, double t)
    {
        var depth = first.Sizes.Count - 1;
        int[] sizes = [.. first.Sizes.Map((k, size) => k == 0 || k == depth ? size : size + second.Sizes[k])];
        var network = Network.Dense(sizes, new Activation.Relu(), BiasPlacement.None).Made();
        var flat = Vector.Build(network.ParameterCount, target =>
        {
            for (var k = 0; k < depth; k++)
            {
                var block = network.Layout.Weights[k];
                var (a, b) = (f.Weight(k), g.Weight(k));
                var (row, column) = (k == depth - 1 ? 0 : a.Rows, k == 0 ? 0 : a.Columns);
                for (var i = 0; i < a.Span.Length; i++)
                    target[block.Offset + (i / a.Columns * block.Columns) + (i % a.Columns)] = (k == depth - 1 ? t : 1) * a.Span[i];
                for (var i = 0; i < b.Span.Length; i++)
                    target[block.Offset + ((row + (i / b.Columns)) * block.Columns) + column + (i % b.Columns)] = (k == depth - 1 ? 1 - t : 1) * b.Span[i];
            }
        });
        return (network, Parameters.Create(network.Layout, flat).Made());
    }
}
