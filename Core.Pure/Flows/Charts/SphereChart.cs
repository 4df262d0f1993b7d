using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Flows;

/// <summary>Constrained dynamics: directions move on their spheres as <c>V_k' = rho_k (g_k - V_k &lt;V_k, g_k&gt;)</c>, norms as <c>rho_k' = &lt;V_k, g_k&gt;</c> or not at all.</summary>
/// <param name="Scheme">Lagrange multiplier, tangent gradient, or the latter with directions renormalized after each accepted step.</param>
/// <param name="FixedNorms">Whether the norms rho_k stay where they start.</param>
/// <remarks>Coordinates as in <see cref="PolarChart"/>. With free norms and the Lagrange scheme this is weight normalization started at |v| = 1 (N13).</remarks>
public sealed record SphereChart(SphereScheme Scheme, bool FixedNorms) : Chart
{
    /// <inheritdoc/>
    public override string Name => FixedNorms ? "sphere" : "sphere with free norms";

    /// <inheritdoc/>
    public override Source Source { get; } = new("Douglas, Amari, Kung", "On gradient adaptation with unit-norm constraints", "IEEE Trans. Signal Processing 48 (2000)", "docs/theory/normalized-flow.md, A5");

    internal override bool Retracts => Scheme == SphereScheme.Retraction;

    internal override Option<Error> Objection(Layout layout) => WeightsOnly(layout, "sphere");

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
            velocity[k] = FixedNorms ? 0 : radial;
            var multiplier = Scheme == SphereScheme.Lagrange ? radial : radial / Dot(v, v);
            for (var i = 0; i < v.Length; i++)
                target[i] = y[k] * Math.FusedMultiplyAdd(-multiplier, v[i], own[i]);
            rate += (velocity[k] * radial) + (y[k] * Dot(own, target));
        }

        return rate;
    }

    internal override void Retract(Layout layout, Span<double> y) => Polar.Normalize(layout, y);
}
