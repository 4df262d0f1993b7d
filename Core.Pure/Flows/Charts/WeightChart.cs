using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Flows;

/// <summary>Plain gradient flow: the coordinates are the parameters, <c>theta' = grad psi</c> in log-loss time.</summary>
public sealed record WeightChart : Chart
{
    /// <inheritdoc/>
    public override string Name => "weights";

    /// <inheritdoc/>
    public override Source Source { get; } = new("Banburski et al.", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", "docs/theory/normalized-flow.md, A3");

    internal override bool IsIdentity => true;

    internal override Option<Error> ObjectionAt(Layout layout, ReadOnlySpan<double> theta) => Option<Error>.None;

    internal override int Length(Layout layout) => layout.ParameterCount;

    internal override void Encode(Layout layout, ReadOnlySpan<double> theta, Span<double> y) => theta.CopyTo(y);

    internal override void Decode(Layout layout, ReadOnlySpan<double> y, Span<double> theta) => y.CopyTo(theta);

    internal override double Velocity(Layout layout, ReadOnlySpan<double> y, ReadOnlySpan<double> g, Span<double> velocity)
    {
        g.CopyTo(velocity);
        return Dot(g, g);
    }
}
