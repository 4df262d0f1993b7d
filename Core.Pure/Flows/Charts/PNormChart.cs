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
    public static Validation<Error, PNormChart> Create(double exponent) => exponent > 1 && double.IsFinite(exponent)
        ? Success<Error, PNormChart>(new(exponent))
        : Fail<Error, PNormChart>(new Error.ParameterDomain("The exponent p", FormattableString.Invariant($"{exponent:R}"), "a finite number above 1"));

    internal override bool Retracts => true;

    internal override Option<Error> Objection(Layout layout) => WeightsOnly(layout, "p-norm");

    internal override int Length(Layout layout) => layout.Depth + layout.ParameterCount;

    internal override void Encode(Layout layout, ReadOnlySpan<double> theta, Span<double> y)
    {
        theta.CopyTo(y[layout.Depth..]);
        for (var k = 0; k < layout.Depth; k++)
            y[k] = PNorm(theta.Slice(layout.Weights[k].Offset, layout.Weights[k].Size));
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
            Tangent(v, own, target);
            foreach (ref var t in target)
                t *= y[k];
            rate += y[k] * Dot(own, target);
        }

        return rate;
    }

    /// <summary>The part of a gradient that keeps |v|_p to first order.</summary>
    /// <param name="v">The direction.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="target">Overwritten.</param>
    internal void Tangent(ReadOnlySpan<double> v, ReadOnlySpan<double> gradient, Span<double> target)
    {
        for (var i = 0; i < v.Length; i++)
            target[i] = v[i] == 0 ? 0 : Math.Sign(v[i]) * Elementary.Pow(Math.Abs(v[i]), Exponent - 1);
        var multiplier = Dot(target, gradient) / Dot(target, target);
        for (var i = 0; i < v.Length; i++)
            target[i] = Math.FusedMultiplyAdd(-multiplier, target[i], gradient[i]);
    }

    internal override void Retract(Layout layout, Span<double> y)
    {
        for (var k = 0; k < layout.Depth; k++)
        {
            var v = y.Slice(layout.Depth + layout.Weights[k].Offset, layout.Weights[k].Size);
            var norm = PNorm(v);
            foreach (ref var x in v)
                x /= norm;
        }
    }

    /// <summary>The l_p norm, scaled so that powers neither overflow nor underflow.</summary>
    private double PNorm(ReadOnlySpan<double> v)
    {
        double largest = 0, sum = 0;
        foreach (var x in v)
            largest = Math.Max(largest, Math.Abs(x));
        foreach (var x in v)
            sum += x == 0 ? 0 : Elementary.Pow(Math.Abs(x) / largest, Exponent);
        return largest == 0 ? 0 : largest * Elementary.Pow(sum, 1 / Exponent);
    }
}
