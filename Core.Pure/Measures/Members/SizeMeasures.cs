using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>How large the network is (2.1).</summary>
internal static class SizeMeasures
{
    private const Invariances Claims = EntryValues.Permutation | Invariances.LayerRescaling | Invariances.NodeRescaling | Invariances.GlobalScaling;

    internal static IEnumerable<Entry> All =>
    [
        Entry.Create("size.params", "The number of free parameters, shared ones counted once.", "sum of the sizes of all blocks", Direction.SmallerIsSimpler, Claims,
            Needs.Weights, Cost.Weights, "Ranks wide networks as worse, while test error often falls with width; anti-correlated in sweeps over width and depth.", Works.NormBased,
            static f => MeasureValue.Of(f.Network.ParameterCount) with { PerLayer = f.PerLayer([.. f.Blocks.Map(static b => (double)b.Size)]) }),
        Entry.Create("size.weights", "The number of free parameters without biases, shared ones counted once.", "sum of the sizes of the weight blocks", Direction.SmallerIsSimpler, Claims,
            Needs.Weights, Cost.Weights, "As the number of parameters: says nothing about which solution was found.", Works.NormBased,
            static f => EntryValues.Sum(f, [.. f.Blocks.Map(static b => (double)b.Size)]) with { Note = "" }),
        Entry.Create("size.vc-pl", "An upper bound on the VC dimension of the sign of one output.", "d + Lbar P log2(4 e R log2(2 e R)), R = sum k n_k, Lbar = (1/P) sum P_(<=k)",
            Direction.SmallerIsSimpler, Claims, Needs.Weights, Cost.Weights, "Holds for every distribution and so cannot tell true from random labels.", Works.PiecewiseLinear, VcDimension),
    ];

    private static MeasureValue VcDimension(Facts facts) => facts.Layers.Map(_ =>
    {
        var (network, e) = (facts.Network, Elementary.Exp(1));
        var (units, depthSum, depth, before) = (0.0, 0.0, 0, 0.0);
        for (var i = 0; i < network.Nodes.Count; i++)
        {
            var own = network.Layout.OfNode(i);
            if (!own.Exists(static b => b.Kind == BlockKind.Weight))
                continue;
            foreach (var block in own)
                before += block.Size;
            depth++;
            units += (double)depth * network.Shapes[i + 1].Size;
            depthSum += before;
        }

        return MeasureValue.Of(depth + (depthSum * Log2(4 * e * units * Log2(2 * e * units)))) with { Note = "one breakpoint per unit" };
    }).Value();

    private static double Log2(double x) => Elementary.Log(x) / Elementary.Log(2);
}
