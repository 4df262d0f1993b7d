using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Unit-log-loss descent that keeps the smoothed margin from falling: a proposal <c>theta + eta g / |g|^2</c>, g = grad psi, is accepted when psi
/// grew and, once separated, the smoothed margin s / P did not fall.</summary>
/// <remarks>
/// One step is one proposal and one evaluation (the first step evaluates its start besides). After acceptance eta grows by <see cref="Growth"/> up to
/// <see cref="Ceiling"/>; after rejection it is halved, down to <see cref="Floor"/>. At the floor a proposal that fails the test is taken
/// nevertheless and counted as forced: without that the method jams at the kinks of relu networks. A forced step leaves eta at the floor. Separated means a loss
/// of the sum below 1 (exponential) or log 2. In networks that are not homogeneous P has no meaning and only psi is tested.
/// The margins are compared by their logarithms, so that no product of norms overflows.
/// </remarks>
/// <param name="Floor">The smallest step size, positive.</param>
/// <param name="Ceiling">The largest step size, at least the floor.</param>
/// <param name="Growth">The factor after acceptance, 1 or more.</param>
public sealed record MarginSafeController(double Floor = 1e-3, double Ceiling = 0.5, double Growth = 1.2) : Rule
{
    internal static Arr<FamilyParameter> StepSizes { get; } = Array(
        new FamilyParameter("floor", 1e-3, "the smallest step size, a positive number"),
        new FamilyParameter("ceiling", 0.5, "the largest step size, at least the floor"),
        new FamilyParameter("growth", 1.2, "the factor after acceptance, 1 or more"));

    internal static FamilyMember<Rule> Row { get; } = new(
        "marginSafeController", "Unit-log-loss descent with a step size that keeps the smoothed margin from falling.",
        StepSizes,
        static v => new MarginSafeController(v[0], v[1], v[2]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Lyu, Li", "Gradient Descent Maximizes the Margin of Homogeneous Neural Networks", "arXiv:1906.05890", "docs/theory/normalized-flow.md, A9 and N16");

    /// <inheritdoc/>
    public override string RateMeaning => "eta of the first step is the gain of -log L that it predicts; from then on the rule chooses its own.";

    /// <inheritdoc/>
    public override Arr<Error> Errors => StepSizeErrors(Floor, Ceiling, Growth);

    /// <inheritdoc/>
    public override bool NeedsLogarithm => true;

    /// <inheritdoc/>
    public override bool NeedsFullBatch => true;

    /// <inheritdoc/>
    public override bool MeasuresGradient => true;

    /// <inheritdoc/>
    public override bool IsGradientStep => true;

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters) => new(Array(("direction", parameters.Flat.Length)), ControllerPoint.Names);

    private protected override Arr<double> Values => Array(Floor, Ceiling, Growth);

    internal override StepInfo Advance(StepArena arena) => new ControllerSteps(Floor, Ceiling, Growth).Advance(arena, PlainCoordinates.Instance);

    internal static Arr<Error> StepSizeErrors(double floor, double ceiling, double growth) =>
        Domain.Positive("floor", floor) + Domain.Check("ceiling", ceiling, ceiling >= floor && double.IsFinite(ceiling), "a number that is at least the floor")
        + Domain.Check("growth", growth, growth >= 1 && double.IsFinite(growth), "1 or more");
}
