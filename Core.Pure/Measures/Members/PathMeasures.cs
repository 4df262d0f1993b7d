using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Path norms (2.4).</summary>
internal static class PathMeasures
{
    private static readonly double[] Exponents = [1, 1.5, 2, 3, double.PositiveInfinity];

    internal static IEnumerable<Entry> All =>
    [
        .. Exponents.Select(static p => Of(p, true)),
        .. Exponents.Select(static p => Of(p, false)),
        .. Exponents.Select(OutMax),
        .. new[] { 1.0, 2.0 }.Select(MaxPooled),
        Entry.Create("path.count", "The number of paths from inputs and biases to outputs.", "the path recursion with every weight 1", Direction.SmallerIsSimpler,
            EntryValues.Permutation | Invariances.LayerRescaling | Invariances.NodeRescaling | Invariances.GlobalScaling, Needs.Weights, Cost.Weights,
            "Size in another unit; says nothing about which solution was found.", Works.PathNorms,
            static f => f.PathCount.Map(static s => EntryValues.WithLog(s.Total, s.LogNorm)).Value()),
    ];

    private static string Evidence(double p) => p switch
    {
        1 => "The only path norm that is a quantity of the function whatever the width; over the margin it separates true from random labels, in sweeps over architecture it fails.",
        2 => "Over the margin among the best single measures in sweeps; splitting a unit shrinks it, so compare at equal width.",
        _ => "Studied as a member of the family; the exponents 1 and 2 carry the theory.",
    };

    private static Entry Of(double p, bool biases) => Entry.Create(
        $"path.phi({EntryValues.Text(p)}){(biases ? "" : ".no-bias")}",
        double.IsPositiveInfinity(p) ? "The largest absolute product of weights along a path." : $"The l_{EntryValues.Text(p)} norm of the products of weights along all paths{(biases ? "" : " that start at inputs")}.",
        "(sum over paths of prod |w_e|^p)^(1/p)", Direction.SmallerIsSimpler, EntryValues.Nodewise, Needs.Weights, Cost.Weights, Evidence(p), Works.PathNorms,
        f => f.Paths(p, biases).Map(s => EntryValues.WithLog(s.Norm, s.LogNorm) with { Note = f.Network.Nodes.Exists(static n => n.Operation is Networks.MaxPool) ? "max pools count every antecedent" : "" }).Value());

    private static Entry OutMax(double p) => Entry.Create(
        $"path.phi({EntryValues.Text(p)}).out-max", "The largest path norm of a single output.", "max over outputs of (sum over its paths of prod |w_e|^p)^(1/p)",
        Direction.SmallerIsSimpler, EntryValues.Nodewise, Needs.Weights, Cost.Weights, Evidence(p), Works.PathNorms,
        f => f.Paths(p).Map(static s => EntryValues.WithLog(s.OutputMaximum, s.LogOutputMaximum)).Value());

    private static Entry MaxPooled(double p) => Entry.Create(
        $"path.phi({EntryValues.Text(p)}).max-pool-as-max", "The path recursion in which a max pool passes on its largest antecedent; equals the path norm without max pools.",
        "the path recursion with max at max pools", Direction.SmallerIsSimpler, EntryValues.Nodewise, Needs.Weights, Cost.Weights,
        "Smaller than the path norm and for p = 1 still a Lipschitz certificate; no path norm where there are max pools.", Works.PathMetric,
        f => f.Paths(p, true, MaxPoolRule.Max).Map(static s => EntryValues.WithLog(s.Norm, s.LogNorm)).Value());
}
