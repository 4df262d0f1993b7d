using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Ends when parameters and the way that they covered while psi grew by 2 point the same way up to a tolerance, once separated.</summary>
/// <remarks>In place of <see cref="KktResidual"/> for networks with kinks, where the gradient at a point chatters. Only on full batches. What it compares with is part of
/// the state, so a resumed run ends where the uninterrupted one does. Source: docs/theory/normalized-flow.md, N20 (d) and A13.</remarks>
/// <param name="Tolerance">The residual, positive.</param>
public sealed record WindowedKktResidual(double Tolerance = 0.1) : StoppingRule
{
    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "windowedKktResidual", "Parameters and their way while psi grew by 2 point the same way up to a tolerance.",
        Array(new FamilyParameter("tolerance", 0.1, "the residual, a positive number")), static v => new WindowedKktResidual(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Positive("the tolerance of the windowed residual", Tolerance);

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) => new KktResidual(Tolerance).ErrorsOn(objective);

    private protected override Arr<double> Values => Array(Tolerance);

    internal override bool NeedsWindow => true;

    internal override RunOutcome? Check(Observation observation) => observation.Window?.Residual is { } residual && residual <= Tolerance
        ? new RunOutcome.TargetReached(observation.Step, FormattableString.Invariant($"the residual {residual:G6} of the margin problem over the last gain of {DirectionWindow.Length:G} in psi fell to {Tolerance:R}"))
        : null;
}
