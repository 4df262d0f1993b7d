using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>Gradient descent on the logarithm of the loss with a predicted gain: <c>theta' = theta + eta g / |g|^2</c>, g = grad psi, raises psi by eta to first order.</summary>
/// <remarks>Dimensionless and fit for any degree of homogeneity. Stable roughly for eta up to (gamma / R_x)^2, so no fixed eta is universal; see
/// <see cref="MarginSafeController"/>. Where g = 0 the parameters stay. Sum and mean give the same steps.</remarks>
public sealed record UnitLogLossDescent : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "unitLogLossDescent", "Gradient descent on the logarithm of the loss, scaled to a predicted gain of eta per step.", Arr<FamilyParameter>.Empty,
        static _ => new UnitLogLossDescent());

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Lyu, Li", "Gradient Descent Maximizes the Margin of Homogeneous Neural Networks", "arXiv:1906.05890", "docs/theory/normalized-flow.md, A9");

    /// <inheritdoc/>
    public override string RateMeaning => "eta is the gain of -log L that a step predicts; 0.05 suits toy sets, 0.02 or less real data, 0.01 power networks.";

    /// <inheritdoc/>
    public override bool NeedsLogarithm => true;

    /// <inheritdoc/>
    public override bool MeasuresGradient => true;

    /// <inheritdoc/>
    public override bool IsGradientStep => true;

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        if (!statistics.IsFinite)
            return StepInfo.Lost(statistics, arena.Rate);
        var gradient = arena.Scratch(0);
        arena.Pull(Sink.Store(gradient));
        return Move(arena, PlainCoordinates.Instance, statistics, gradient.Span, arena.Rate, arena.Kernels.Norm(gradient.Span));
    }

    /// <summary>Writes <c>x + eta g / |g|^2</c> into the next coordinates, and the parameters that belong to them.</summary>
    internal static StepInfo Move(StepArena arena, Coordinates coordinates, in Objectives.LossStatistics statistics, ReadOnlySpan<double> gradient, double eta, double norm)
    {
        if (norm == 0)
        {
            coordinates.Stay(arena);
            return StepInfo.Moved(statistics, eta, double.NegativeInfinity, 0) with { Accepted = false };
        }

        var step = eta / norm / norm;
        if (!double.IsFinite(step))
            return StepInfo.Lost(statistics, eta);
        arena.Kernels.ScaleAdd(step, gradient, 1, coordinates.Point(arena).Span, coordinates.NextPoint(arena).Span);
        coordinates.Place(arena);
        return StepInfo.Moved(statistics, eta, Elementary.Log(step), norm) with { Displacement = step };
    }
}
