using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Ends when parameters and gradient of psi point the same way, as at a stationary point of the margin problem: <c>sqrt(2 (1 - cos beta))</c> falls
/// to a tolerance once separated.</summary>
/// <remarks>The residual is not monotone, and in relu networks, where the gradient chatters between the sides of kinks, it stays away from 0: compare
/// there directions over a window of the trajectory (<see cref="WindowedKktResidual"/>). Source: docs/theory/normalized-flow.md, N20 and A13.</remarks>
/// <param name="Tolerance">The residual, positive.</param>
public sealed record KktResidual(double Tolerance = 0.01) : StoppingRule
{
    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "kktResidual", "Parameters and gradient of psi point the same way up to a tolerance.",
        Array(new FamilyParameter("tolerance", 0.01, "the residual, a positive number")), static v => new KktResidual(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Positive("the tolerance of the residual", Tolerance);

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) => ErrorsOn(objective, "Stopping at a residual of the margin problem", "give another stopping rule");

    /// <summary>Nothing where the margin problem has a residual; else why there is none, for whoever asked for it.</summary>
    internal static Arr<Error> ErrorsOn(Objective objective, string subject, string remedy) => objective.Loss.IsExponentialType && objective.Network.IsHomogeneous
        ? Arr<Error>.Empty
        : Array<Error>(new Error.Unsupported(subject, "the margin problem has a residual only for homogeneous networks under losses of exponential type", remedy));

    private protected override Arr<double> Values => Array(Tolerance);

    internal override bool NeedsDirection(bool measuresGradient) => true;

    internal override RunOutcome? Check(Observation observation)
    {
        if (!observation.Objective.Loss.Separates(observation.Statistics))
            return null;
        var residual = Math.Sqrt(2 * Math.Max(0, 1 - observation.CosBeta));
        return residual <= Tolerance
            ? new RunOutcome.TargetReached(observation.Step, FormattableString.Invariant($"the residual {residual:G6} of the margin problem fell to {Tolerance:R}"))
            : null;
    }
}
