using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Ends when the rule has used up a number of evaluations of the objective.</summary>
/// <param name="Evaluations">The number, 1 or more.</param>
public sealed record EvaluationCap(long Evaluations) : StoppingRule
{
    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "evaluations", "A number of evaluations of the objective is used up.",
        Array(new FamilyParameter("count", double.NaN, "the number of evaluations, 1 or more", true)), static v => new EvaluationCap((long)v[0]));

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Count("the cap of evaluations", Evaluations);

    private protected override Arr<double> Values => Array((double)Evaluations);

    internal override bool IsDue(long step, long interval, bool measuresGradient) => true;

    internal override RunOutcome? Check(Observation observation) => observation.Clocks.Evaluations >= Evaluations
        ? new RunOutcome.CapReached(observation.Step, $"{observation.Clocks.Evaluations} evaluations are used up, the cap is {Evaluations}")
        : null;
}
