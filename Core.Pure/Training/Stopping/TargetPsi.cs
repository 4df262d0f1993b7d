using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Ends when psi = -log L, L the loss summed over all examples, reaches a target.</summary>
/// <param name="Psi">The target, finite.</param>
public sealed record TargetPsi(double Psi) : StoppingRule
{
    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "targetPsi", "psi = -log L of the summed loss reaches a target.",
        Array(new FamilyParameter("psi", double.NaN, "the target, a finite number")), static v => new TargetPsi(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Finite("the target of psi", Psi);

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) => objective.Loss.IsExponentialType
        ? Arr<Error>.Empty
        : Array<Error>(new Error.Unsupported("A target of psi", $"the {objective.Loss.Name} loss has no logarithm of its sum", "give a target of the mean loss"));

    private protected override Arr<double> Values => Array(Psi);

    internal override double Fraction(in LossStatistics start, in LossStatistics now) => (now.Psi - start.Psi) / (Psi - start.Psi);

    internal override RunOutcome? Check(Observation observation) => observation.Statistics.Psi is var psi && psi >= Psi
        ? new RunOutcome.TargetReached(observation.Step, FormattableString.Invariant($"psi = {psi:G6} reached {Psi:R}"))
        : null;
}
