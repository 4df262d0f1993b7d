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

    internal override Option<Error> ObjectionAt(Layout layout, ReadOnlySpan<double> theta) =>
        In(layout).ZeroGroups(theta) is { Count: > 0 } errors ? errors[0] : Option<Error>.None;

    internal override int Length(Layout layout) => In(layout).Length;

    internal override void Encode(Layout layout, ReadOnlySpan<double> theta, Span<double> y) => In(layout).Encode(theta, keepsSize: !UnitStart, y);

    internal override void Decode(Layout layout, ReadOnlySpan<double> y, Span<double> theta) => In(layout).Decode(y, theta);

    internal override double Velocity(Layout layout, ReadOnlySpan<double> y, ReadOnlySpan<double> g, Span<double> velocity)
    {
        In(layout).PullBack(y, g, velocity);
        return Dot(velocity, velocity);
    }

    private WeightNormalization In(Layout layout) => new(layout, PerRow);
}
