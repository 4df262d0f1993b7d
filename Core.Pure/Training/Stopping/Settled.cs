using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Ends when <c>(t + 1) |theta_(t+1) - theta_t|</c> falls to a tolerance.</summary>
/// <remarks>For iterations whose error falls like C / t, as norm-minimizing descent, increments fall like C / t^2 and the product estimates the error that is left.
/// Only on full batches. Source: docs/theory/normalized-flow.md, A10.</remarks>
/// <param name="Tolerance">Positive, in the units of the parameters.</param>
public sealed record Settled(double Tolerance) : StoppingRule
{
    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "settled", "Steps are so small that no more than a tolerance is left to go.",
        Array(new FamilyParameter("tolerance", double.NaN, "a positive number in the units of the parameters")), static v => new Settled(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Positive("the tolerance of settling", Tolerance);

    private protected override Arr<double> Values => Array(Tolerance);

    internal override bool IsDue(long step, long interval, bool measuresGradient) => interval == 1;

    internal override RunOutcome? Check(Observation observation)
    {
        if (observation.Info is not { Accepted: true } || observation.Next.IsEmpty)
            return null;
        var left = (observation.Step + 1) * Stalled.Change(observation.Theta.Span, observation.Next.Span);
        return left <= Tolerance
            ? new RunOutcome.TargetReached(observation.Step, FormattableString.Invariant($"about {left:G3} is left to go, the tolerance is {Tolerance:R}"))
            : null;
    }
}
