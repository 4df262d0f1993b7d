using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Ends when every example has a positive margin.</summary>
public sealed record ZeroError : StoppingRule
{
    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "zeroError", "Every example has a positive margin.", Arr<FamilyParameter>.Empty, static _ => new ZeroError());

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) => objective.Data.Targets is Targets.Values
        ? Array<Error>(new Error.Unsupported("Stopping at zero error", "targets that are values have no classification errors", "give a target of the mean loss"))
        : Arr<Error>.Empty;

    internal override RunOutcome? Check(Observation observation) => observation.Statistics is { ErrorCount: 0 } statistics
        ? new RunOutcome.TargetReached(observation.Step, FormattableString.Invariant($"all {statistics.Count} examples have a positive margin, the smallest {statistics.MinMargin:G6}"))
        : null;
}
