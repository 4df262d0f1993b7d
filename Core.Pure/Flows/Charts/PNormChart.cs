using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Flows;

/// <summary>Directions of unit l_p norm at fixed rho: <c>V' = rho (I - nu nu^T / (nu . nu)) g</c> with <c>nu_i = sign(v_i) |v_i|^(p-1)</c>.</summary>
/// <remarks>Coordinates: rho of every layer (its l_p norm, which stays), then V. The flow keeps |V|_p; the bias it induces is towards the l_p
/// margin, so unconstrained gradient descent corresponds to p = 2 only (N32).</remarks>
public sealed record PNormChart : Chart
{
    private PNormChart(double exponent) => Exponent = exponent;

    /// <summary>p.</summary>
    public double Exponent { get; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"l{Exponent:R} sphere");

    /// <inheritdoc/>
    public override Source Source { get; } = new("Banburski et al.", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991v4", "docs/theory/normalized-flow.md, A6");

    /// <summary>The chart for an exponent.</summary>
    /// <param name="exponent">Above 1 and finite: at 1 and infinity the constraint has corners.</param>
    public static Validation<Error, PNormChart> Create(double exponent) => PNorms.Errors(exponent) is { Count: > 0 } errors
        ? Validation<Error, PNormChart>.Fail(errors.ToSeq())
        : Success<Error, PNormChart>(new(exponent));

    internal override bool Retracts => true;

    internal override Option<Error> Objection(Layout layout) => WeightsOnly(layout, "p-norm");

    internal override int Length(Layout layout) => layout.Depth + layout.ParameterCount;

    internal override void Encode(Layout layout, ReadOnlySpan<double> theta, Span<double> y)
    {
        theta.CopyTo(y[layout.Depth..]);
        for (var k = 0; k < layout.Depth; k++)
            y[k] = PNorms.Norm(theta.Slice(layout.Weights[k].Offset, layout.Weights[k].Size), Exponent);
        Retract(layout, y);
    }

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
            velocity[k] = 0;
            PNorms.Normal(v, 1, Exponent, target);
            var multiplier = Dot(target, own) / Dot(target, target);
            for (var i = 0; i < target.Length; i++)
                target[i] = Math.FusedMultiplyAdd(-multiplier, target[i], own[i]);
            foreach (ref var t in target)
                t *= y[k];
            rate += y[k] * Dot(own, target);
        }

        return rate;
    }

    internal override void Retract(Layout layout, Span<double> y)
    {
        for (var k = 0; k < layout.Depth; k++)
        {
            var v = y.Slice(layout.Depth + layout.Weights[k].Offset, layout.Weights[k].Size);
            var norm = PNorms.Norm(v, Exponent);
            foreach (ref var x in v)
                x /= norm;
        }
    }
}
