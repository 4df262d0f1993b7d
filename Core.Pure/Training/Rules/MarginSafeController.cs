using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
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
    internal static FamilyMember<Rule> Row { get; } = new(
        "marginSafeController", "Unit-log-loss descent with a step size that keeps the smoothed margin from falling.",
        Array(
            new FamilyParameter("floor", 1e-3, "the smallest step size, a positive number"),
            new FamilyParameter("ceiling", 0.5, "the largest step size, at least the floor"),
            new FamilyParameter("growth", 1.2, "the factor after acceptance, 1 or more")),
        static v => new MarginSafeController(v[0], v[1], v[2]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Lyu, Li", "Gradient Descent Maximizes the Margin of Homogeneous Neural Networks", "arXiv:1906.05890", "docs/theory/normalized-flow.md, A9 and N16");

    /// <inheritdoc/>
    public override string RateMeaning => "eta of the first step is the gain of -log L that it predicts; from then on the rule chooses its own.";

    /// <inheritdoc/>
    public override Arr<Error> Errors =>
        Domain.Positive("floor", Floor) + Domain.Check("ceiling", Ceiling, Ceiling >= Floor && double.IsFinite(Ceiling), "a number that is at least the floor")
        + Domain.Check("growth", Growth, Growth >= 1 && double.IsFinite(Growth), "1 or more");

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

    internal override StepInfo Advance(StepArena arena)
    {
        var point = ControllerPoint.Read(arena.CarriedNumbers);
        var evaluations = 1;
        var direction = arena.Carried(0);
        if (!point.IsPrimed)
        {
            var start = arena.Evaluate(arena.Theta);
            if (!start.IsFinite)
                return StepInfo.Lost(start, arena.Rate);
            direction = arena.Scratch(0);
            arena.Pull(Sink.Store(arena.Scratch(0)));
            point = At(arena, start, arena.Theta.Span, direction.Span, arena.Rate);
            evaluations = 2;
        }

        var info = UnitLogLossDescent.Move(arena, point.Statistics, direction.Span, point.StepSize, point.GradientNorm) with { Evaluations = evaluations };
        return info.IsLost ? info : info.Accepted ? Judge(arena, point, direction, info) : Stay(arena, point, direction, info);
    }

    private StepInfo Judge(StepArena arena, in ControllerPoint point, ReadOnlyMemory<double> direction, in StepInfo info)
    {
        var proposal = arena.Evaluate(arena.Next);
        var isAccepted = IsBetter(arena, point, proposal);
        if (!isAccepted && (point.StepSize > Floor || !proposal.IsFinite))
            return Stay(arena, point with { StepSize = Math.Max(point.StepSize / 2, Floor) }, direction, info);
        arena.Pull(Sink.Store(arena.Carry(0)));
        var stepSize = isAccepted ? Math.Min(point.StepSize * Growth, Ceiling) : Floor;
        At(arena, proposal, arena.Next.Span, arena.Carry(0).Span, stepSize).Write(arena.CarryNumbers);
        return info with { Forced = !isAccepted };
    }

    private static bool IsBetter(StepArena arena, in ControllerPoint point, in LossStatistics proposal)
    {
        if (!proposal.IsFinite || !(proposal.Psi > point.Statistics.Psi))
            return false;
        if (!arena.Norms.IsHomogeneous || !arena.Objective.Loss.Separates(point.Statistics))
            return true;
        arena.Norms.MeasureLayers(arena.Next.Span);
        return Elementary.Log(proposal.SoftMinMargin) - arena.Norms.LogProductNorm >= Elementary.Log(point.Statistics.SoftMinMargin) - point.LogProductNorm;
    }

    private static StepInfo Stay(StepArena arena, in ControllerPoint point, ReadOnlyMemory<double> direction, in StepInfo info)
    {
        arena.Theta.CopyTo(arena.Next);
        direction.CopyTo(arena.Carry(0));
        point.Write(arena.CarryNumbers);
        return info with { Accepted = false, LogDisplacement = double.NegativeInfinity };
    }

    private static ControllerPoint At(StepArena arena, in LossStatistics statistics, ReadOnlySpan<double> theta, ReadOnlySpan<double> direction, double stepSize)
    {
        arena.Norms.MeasureLayers(theta);
        return new(statistics, arena.Kernels.Norm(direction), arena.Norms.LogProductNorm, stepSize);
    }
}
