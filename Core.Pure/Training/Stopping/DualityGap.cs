using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Ends when the margin of a linear model is certified: <c>(|grad psi| - gamma_min) / |grad psi|</c> falls to a tolerance.</summary>
/// <remarks>For the exponential loss the gradient of psi is a convex combination of the signed examples, so its norm bounds the largest margin from above, as
/// gamma_min does from below; no solver is needed. Source: docs/theory/normalized-flow.md, N24 and A13.</remarks>
/// <param name="Tolerance">The relative gap, positive.</param>
public sealed record DualityGap(double Tolerance = 1e-3) : StoppingRule
{
    internal static FamilyMember<StoppingRule> Row { get; } = new(
        "dualityGap", "The margin of a linear model is certified up to a relative gap.",
        Array(new FamilyParameter("tolerance", 1e-3, "the relative gap, a positive number")), static v => new DualityGap(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<StoppingRule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Positive("the tolerance of the duality gap", Tolerance);

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) =>
        objective.Loss is Loss.Exponential && objective.Network is { OutputCount: 1, Nodes: [{ Operation: Dense { HasBias: false, Activation: Activation.Linear } }] }
            ? Arr<Error>.Empty
            : Array<Error>(new Error.Unsupported("Stopping at a duality gap", "the certificate is one for the exponential loss and one linear output without bias", "give a target of psi"));

    private protected override Arr<double> Values => Array(Tolerance);

    internal override bool NeedsDirection(bool measuresGradient) => !measuresGradient;

    internal override RunOutcome? Check(Observation observation)
    {
        var (upper, lower) = (observation.GradientNorm, observation.Layers.OverProduct(observation.Statistics.MinMargin));
        return (upper - lower) / upper <= Tolerance
            ? new RunOutcome.TargetReached(observation.Step, FormattableString.Invariant($"the largest margin lies between {lower:G9} and {upper:G9}, a relative gap of at most {Tolerance:R}"))
            : null;
    }
}
