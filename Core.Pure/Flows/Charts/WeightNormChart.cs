using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Flows;

/// <summary>Weight normalization <c>W = g v / |v|</c>, per layer or per row; gradient flow in (g, v).</summary>
/// <param name="PerRow">Whether every row has its own g, as in the original; else one g per layer.</param>
/// <param name="UnitStart">Whether v starts at W / |W|; else at W.</param>
/// <remarks>Coordinates: the g of every group, then v in layout order. The flow keeps |v|; it is part of the state and never renormalized (N13).</remarks>
public sealed record WeightNormChart(bool PerRow = false, bool UnitStart = true) : Chart
{
    /// <inheritdoc/>
    public override string Name => PerRow ? "weight normalization per row" : "weight normalization";

    /// <inheritdoc/>
    public override Source Source { get; } = new("Salimans, Kingma", "Weight Normalization: A Simple Reparameterization to Accelerate Training of Deep Neural Networks", "arXiv:1602.07868", "docs/theory/normalized-flow.md, A7");

    internal override Option<Error> Objection(Layout layout) => WeightsOnly(layout, "weight-normalized");

    internal override int Length(Layout layout) => Groups(layout) + layout.ParameterCount;

    internal override void Encode(Layout layout, ReadOnlySpan<double> theta, Span<double> y)
    {
        var groups = Groups(layout);
        theta.CopyTo(y[groups..]);
        for (var k = 0; k < groups; k++)
        {
            var (offset, length) = Group(layout, k);
            y[k] = Norm(theta.Slice(offset, length));
            foreach (ref var v in UnitStart ? y.Slice(groups + offset, length) : default)
                v /= y[k];
        }
    }

    internal override void Decode(Layout layout, ReadOnlySpan<double> y, Span<double> theta)
    {
        var groups = Groups(layout);
        for (var k = 0; k < groups; k++)
        {
            var (offset, length) = Group(layout, k);
            var v = y.Slice(groups + offset, length);
            var factor = y[k] / Norm(v);
            for (var i = 0; i < length; i++)
                theta[offset + i] = factor * v[i];
        }
    }

    internal override double Velocity(Layout layout, ReadOnlySpan<double> y, ReadOnlySpan<double> g, Span<double> velocity)
    {
        var groups = Groups(layout);
        for (var k = 0; k < groups; k++)
        {
            var (offset, length) = Group(layout, k);
            var v = y.Slice(groups + offset, length);
            var own = g.Slice(offset, length);
            var target = velocity.Slice(groups + offset, length);
            var square = Dot(v, v);
            var norm = Math.Sqrt(square);
            var inner = Dot(v, own);
            velocity[k] = inner / norm;
            for (var i = 0; i < length; i++)
                target[i] = y[k] / norm * Math.FusedMultiplyAdd(-inner / square, v[i], own[i]);
        }

        return Dot(velocity, velocity);
    }

    private int Groups(Layout layout) => PerRow ? layout.Weights.Fold(0, static (n, b) => n + b.Rows) : layout.Depth;

    private (int Offset, int Length) Group(Layout layout, int group)
    {
        if (!PerRow)
            return (layout.Weights[group].Offset, layout.Weights[group].Size);
        var k = 0;
        for (; group >= layout.Weights[k].Rows; k++)
            group -= layout.Weights[k].Rows;
        return (layout.Weights[k].Offset + (group * layout.Weights[k].Columns), layout.Weights[k].Columns);
    }
}
