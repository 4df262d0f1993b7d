using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>Ends when a step moves the parameters by less than their resolution: <c>|theta' - theta| &lt;= 2^-53 |theta|</c>.</summary>
/// <remarks>
/// Gradient descent on exponential-type losses comes to that at psi of about 36, while log-loss rules never do. Measured on the parameters as they were rounded: at
/// every step for no change at all, every 100 steps for the norm. Only on full batches, since the update of one batch says nothing of the
/// others; a step that a controller rejected does not count, and a gradient that has vanished is told as such. Source: docs/theory/normalized-flow.md, 2.4.
/// </remarks>
public sealed record Stalled : StoppingRule
{
    private const long Interval = 100;
    private const double Resolution = 1.1102230246251565e-16;

    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "stalled", "A step moves the parameters by less than their resolution.", Arr<FamilyParameter>.Empty, static _ => new Stalled());

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    internal override bool IsDue(long step, long interval, bool measuresGradient) => interval == 1;

    internal override RunOutcome? Check(Observation observation)
    {
        if (observation.Info is not { Accepted: true } || observation.Next.IsEmpty)
            return null;
        ReadOnlySpan<double> theta = observation.Theta.Span, next = observation.Next.Span;
        if (!Bits.Equal(theta, next) && (observation.Step % Interval != 0 || Change(theta, next) > Resolution * observation.Layers.TotalNorm))
            return null;

        // No change at all may also mean that there is no gradient.
        if (new Stationary().Check(observation) is { } stationary)
            return stationary;
        var advice = observation.Objective.Loss.IsExponentialType
            ? FormattableString.Invariant($"psi is {observation.Statistics.Psi:G6}; use logGradientDescent, unitLogLossDescent or marginSafeController to go on")
            : FormattableString.Invariant($"the loss is {observation.Statistics.Loss:G6}");
        return new RunOutcome.Stalled(observation.Step, advice);
    }

    internal static double Change(ReadOnlySpan<double> theta, ReadOnlySpan<double> next)
    {
        var sum = 0.0;
        for (var i = 0; i < theta.Length; i++)
            sum = Math.FusedMultiplyAdd(next[i] - theta[i], next[i] - theta[i], sum);
        return Math.Sqrt(sum);
    }
}
