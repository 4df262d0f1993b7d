using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Flows;

/// <summary>Gradient flow in polar form: <c>rho_k' = &lt;V_k, g_k&gt;</c>, <c>V_k' = (g_k - V_k &lt;V_k, g_k&gt;) / rho_k</c>; the same orbit as the weights (N12).</summary>
/// <remarks>Coordinates: rho_1 .. rho_L, then the directions in layout order. Directions are renormalized after each accepted step.</remarks>
public sealed record PolarChart : Chart
{
    /// <inheritdoc/>
    public override string Name => "rho-V";

    /// <inheritdoc/>
    public override Source Source { get; } = new("Banburski et al.", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", "docs/theory/normalized-flow.md, A4");

    internal override bool Retracts => true;

    internal override Option<Error> Objection(Layout layout) => WeightsOnly(layout, "(rho, V)");

    internal override int Length(Layout layout) => layout.Depth + layout.ParameterCount;

    internal override void Encode(Layout layout, ReadOnlySpan<double> theta, Span<double> y) => Polar.Encode(layout, theta, y);

    internal override void Decode(Layout layout, ReadOnlySpan<double> y, Span<double> theta) => Polar.Decode(layout, y, theta);

    internal override double Velocity(Layout layout, ReadOnlySpan<double> y, ReadOnlySpan<double> g, Span<double> velocity)
    {
        var rate = 0.0;
        for (var k = 0; k < layout.Depth; k++)
        {
            var block = layout.Weights[k];
            var v = y.Slice(layout.Depth + block.Offset, block.Size);
            var own = g.Slice(block.Offset, block.Size);
            var target = velocity.Slice(layout.Depth + block.Offset, block.Size);
            var radial = Dot(v, own);
            velocity[k] = radial;
            for (var i = 0; i < v.Length; i++)
                target[i] = Math.FusedMultiplyAdd(-radial, v[i], own[i]) / y[k];
            rate += Dot(own, own);
        }

        return rate;
    }

    internal override void Retract(Layout layout, Span<double> y) => Polar.Normalize(layout, y);
}
