using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Flows;

/// <summary>The coordinates in which a flow moves: one member of the family for each geometry.</summary>
/// <remarks>A member turns the ascent direction g = grad psi at the weights into a velocity of its coordinates in log-loss time.</remarks>
public abstract record Chart
{
    private protected Chart() { }

    /// <summary>The name in records and reports.</summary>
    public abstract string Name { get; }

    /// <summary>Where the dynamics come from.</summary>
    public abstract Source Source { get; }

    /// <summary>Whether the chart fits a layout; an error says why it does not.</summary>
    /// <param name="layout">The layout.</param>
    internal virtual Option<Error> Objection(Layout layout) => Option<Error>.None;

    /// <summary>Whether a start has coordinates; an error names the first layer without a direction.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="theta">The weights.</param>
    internal virtual Option<Error> ObjectionAt(Layout layout, ReadOnlySpan<double> theta)
    {
        foreach (var block in layout.Weights)
        {
            if (!theta.Slice(block.Offset, block.Size).ContainsAnyExcept(0.0))
                return new Error.ZeroLayer(block.Name);
        }

        return Option<Error>.None;
    }

    /// <summary>The number of coordinates.</summary>
    internal abstract int Length(Layout layout);

    /// <summary>Coordinates of a start; every group that is normalized must be different from zero.</summary>
    internal abstract void Encode(Layout layout, ReadOnlySpan<double> theta, Span<double> y);

    /// <summary>The weights at a point.</summary>
    internal abstract void Decode(Layout layout, ReadOnlySpan<double> y, Span<double> theta);

    /// <summary>The velocity in log-loss time; returns d psi / d tau.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="y">The point.</param>
    /// <param name="g">grad psi at the weights of the point.</param>
    /// <param name="velocity">Overwritten.</param>
    internal abstract double Velocity(Layout layout, ReadOnlySpan<double> y, ReadOnlySpan<double> g, Span<double> velocity);

    /// <summary>Whether coordinates are the weights and velocities the ascent direction, so that nothing need be translated.</summary>
    internal virtual bool IsIdentity => false;

    /// <summary>Whether points are put back onto their constraint after each accepted step.</summary>
    internal virtual bool Retracts => false;

    /// <summary>Puts a point back onto the constraint.</summary>
    internal virtual void Retract(Layout layout, Span<double> y) { }

    /// <summary>The inner product in the portable tree, which is the same under every policy.</summary>
    internal static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Reductions.Dot(x, y);

    private protected static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(Dot(x, x));

    /// <summary>The error of a chart that knows weights only.</summary>
    private protected static Option<Error> WeightsOnly(Layout layout, string chart) =>
        layout.Weights.Count == layout.Blocks.Count
            ? Option<Error>.None
            : new Error.Unsupported($"The {chart} flow of a network with biases", "it moves norms and directions of weights", "use a network without biases, or propagated ones");
}
