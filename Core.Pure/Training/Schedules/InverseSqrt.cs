using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The step size <c>Start / sqrt(t + 1)</c>.</summary>
/// <remarks>With log-loss descent on separable data the margin gap falls like log k / sqrt k: Nacson et al., Convergence of Gradient Descent on
/// Separable Data, arXiv:1803.01905; docs/theory/normalized-flow.md, A9.</remarks>
/// <param name="Start">The step size at t = 0, positive.</param>
public sealed record InverseSqrt(double Start) : Schedule
{
    internal static FamilyMember<Schedule> Row { get; } = new(
        "inverseSqrt", "eta0 / sqrt(t + 1).",
        Array(new FamilyParameter("eta0", 1, "the step size at t = 0, a positive number")), static v => new InverseSqrt(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<Schedule> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Positive("the step size eta0", Start);

    /// <inheritdoc/>
    public override double Rate(long step) => Start / Math.Sqrt(step + 1.0);

    private protected override Arr<double> Values => Array(Start);
}
