using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Norms of the layers, their products and sums (2.2).</summary>
internal static class NormMeasures
{
    internal static IEnumerable<Entry> All =>
    [
        Entry.Create("norm.fro.sum-sq", "The sum of the squared Frobenius norms of the layers.", "sum_k |W_k|_F^2", Direction.SmallerIsSimpler, EntryValues.Padding, Needs.Weights, Cost.Weights,
            "What weight decay shrinks; changes under rescaling of units although the function does not, and ranks sweeps over depth and width the wrong way.", Works.NormBased,
            static f => EntryValues.Sum(f, [.. f.Weights.Select(w => Square(f.Kernels.Norm(w.Span)))])),
        Entry.Create("norm.fro.prod", "The product of the Frobenius norms of the layers.", "prod_k |W_k|_F", Direction.SmallerIsSimpler, EntryValues.Layerwise, Needs.Weights, Cost.Weights,
            "Over the margin it separates true from random labels at fixed architecture; grows exponentially with depth and ranks sweeps over architecture poorly.", Works.NormBased,
            static f => f.Frobenius.Map(n => EntryValues.Product(f, n)).Value()),
        .. LayerSummary.Exponents.Select(static e => Product(e.P, e.Q)),
        .. LayerSummary.Exponents.Select(static e => Mu(e.P, e.Q)),
        .. new[] { 1.0, 2.0 }.Select(static p => Unit(p)),
        Entry.Create("canonical.fro-min", "The least sum of squared norms, biases included, over all rescalings of hidden units that keep the function.", "min over T_c of sum_k (|W_k|_F^2 + |b_k|^2)",
            Direction.SmallerIsSimpler, EntryValues.Nodewise, Needs.Weights, Cost.Weights, "A rescaling-free version of what weight decay shrinks; without the margin it only ranks at equal fit.",
            Works.Equalized, static f => f.Network.Balanced(f.Parameters).Map(b =>
                MeasureValue.Of(b.Infimum) with { Note = $"{b.Sweeps} sweeps" + (b.Dead.IsEmpty ? "" : $"; {b.Dead.Count} dead hidden units count nothing: an infimum that is not attained") })
                .Match(static v => v, static e => MeasureValue.Undefined(e.Sentence))),
    ];

    private static Entry Product(double p, double q) => Entry.Create(
        $"norm.group.prod({EntryValues.Text(p)},{EntryValues.Text(q)})", $"The product over layers of the norms l_{EntryValues.Text(p)} over incoming weights, l_{EntryValues.Text(q)} over units.",
        "prod_k |W_k|_(p,q)", Direction.SmallerIsSimpler, EntryValues.Layerwise, Needs.Weights, Cost.Weights,
        "Bounds capacity without counting units when 1/q is small; grows exponentially with depth.", Works.NormBased,
        f => f.Layers.Map(l => EntryValues.Product(f, Array.ConvertAll(l, w => GroupNorm.Of(w, p, q)))).Value());

    private static Entry Mu(double p, double q) => Entry.Create(
        $"norm.group.mu({EntryValues.Text(p)},{EntryValues.Text(q)})", $"The l_{EntryValues.Text(q)} norm over layers of their group norms.",
        "(sum_k |W_k|_(p,q)^q)^(1/q), the maximum for q infinite", Direction.SmallerIsSimpler, EntryValues.Padding, Needs.Weights, Cost.Weights,
        "Bounds the product by (mu / d^(1/q))^d, with equality for layers of equal norm; changes under layer rescaling.", Works.NormBased,
        f => Layered(f, Array.ConvertAll(f.Weights, w => GroupNorm.Of(w, p, q)), q));

    private static Entry Unit(double p) => Entry.Create(
        $"norm.unit.prod({EntryValues.Text(p)})", $"The product over layers of the largest l_{EntryValues.Text(p)} norm of the incoming weights of a unit.",
        "prod_k |W_k|_(p,inf)", Direction.SmallerIsSimpler, EntryValues.Layerwise, Needs.Weights, Cost.Weights,
        "The quantity of max-norm regularization; its minimum over rescalings is the path norm.", Works.NormBased,
        f => f.Layers.Map(l => EntryValues.Product(f, Array.ConvertAll(l, w => GroupNorm.Of(w, p, double.PositiveInfinity)))).Value());

    private static MeasureValue Layered(Facts facts, double[] norms, double q) => MeasureValue.Of(GroupNorm.Vector(norms, q)) with { PerLayer = facts.PerLayer(norms), Note = facts.KernelNote };

    private static double Square(double x) => x * x;
}
