using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Ends when the mean loss over all examples falls to a target, whatever the reduction of the objective.</summary>
/// <param name="Loss">The target, 0 or more; for losses of exponential type positive.</param>
public sealed record TargetMeanLoss(double Loss) : StoppingRule
{
    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "targetMeanLoss", "The mean loss over all examples falls to a target.",
        Array(new FamilyParameter("loss", double.NaN, "the target, 0 or a positive number")), static v => new TargetMeanLoss(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.NotNegative("the target of the mean loss", Loss);

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) => objective.Loss.IsExponentialType ? Domain.Positive("the target of the mean loss", Loss) : Arr<Error>.Empty;

    private protected override Arr<double> Values => Array(Loss);

    internal override double Fraction(in LossStatistics start, in LossStatistics now) =>
        now.HasWeights ? (start.LogLoss - now.LogLoss) / (start.LogLoss - Elementary.Log(Loss * start.Count)) : double.NaN;

    internal override RunOutcome? Check(Observation observation)
    {
        var statistics = observation.Statistics;
        var mean = statistics.HasWeights ? Elementary.Exp(statistics.LogLoss - Elementary.Log(statistics.Count))
            : observation.Objective.Reduction == Reduction.Mean ? statistics.Loss : statistics.Loss / statistics.Count;
        return mean <= Loss ? new RunOutcome.TargetReached(observation.Step, FormattableString.Invariant($"the mean loss {mean:G6} reached {Loss:R}")) : null;
    }
}
