using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Descent with a weight decay that vanishes slowly: <c>theta' = (1 - lambda_t) theta - eta grad L</c>, <c>lambda_t = (t + k0)^-q</c>.</summary>
/// <remarks>
/// For a convex objective and eta up to the inverse of its curvature it ends at the minimum of smallest norm if lambda_t tends to 0 and its sum is infinite, which
/// needs q &lt;= 1; with q &gt; 1 it stops half-way and serves as a control. The component in the null space of least squares is multiplied by exactly
/// <c>prod (1 - lambda_t)</c>. For deep networks it is a heuristic that erases the initialization (N35, S9).
/// </remarks>
/// <param name="Delay">k0, at least 1; 2 or more unless the first step may erase the start.</param>
/// <param name="Exponent">q, positive.</param>
/// <param name="IsUnitLogLoss">Whether the step is that of <see cref="UnitLogLossDescent"/>, for losses of exponential type, in place of plain descent.</param>
public sealed record NormMinimizingDescent(double Delay = 2, double Exponent = 1, bool IsUnitLogLoss = false) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "normMinimizingDescent", "Descent with a weight decay that vanishes slowly.",
        Array(
            new FamilyParameter("k0", 2, "what t is counted from in the decay, 1 or more"),
            new FamilyParameter("q", 1, "the exponent of the decay, a positive number"),
            new FamilyParameter("unitLogLoss", 0, "1 for steps of unit-log-loss descent, 0 for plain descent", true)),
        static v => new NormMinimizingDescent(v[0], v[1], v[2] != 0));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Banburski, Liao, Miranda, Rosasco, De La Torre, Hidary, Poggio", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", "docs/theory/normalized-flow.md, A10");

    /// <inheritdoc/>
    public override string RateMeaning => IsUnitLogLoss
        ? "eta is the gain of -log L that a step without its decay predicts."
        : "eta multiplies the gradient of the declared objective; at most the inverse of its largest curvature.";

    /// <inheritdoc/>
    public override Arr<Error> Errors => VanishingDecay.Errors(Delay, Exponent);

    /// <inheritdoc/>
    public override bool NeedsLogarithm => IsUnitLogLoss;

    /// <inheritdoc/>
    public override bool MeasuresGradient => IsUnitLogLoss;

    private protected override Arr<double> Values => Array(Delay, Exponent, IsUnitLogLoss ? 1.0 : 0);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        var keep = 1 - VanishingDecay.At(arena.Step, Delay, Exponent);
        if (!IsUnitLogLoss)
            return Plain(arena, statistics, keep);
        if (!statistics.IsFinite)
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(Sink.Store(arena.Scratch(0)));
        var norm = arena.Kernels.Norm(arena.Scratch(0).Span);
        var step = norm == 0 ? 0 : arena.Rate / norm / norm;
        if (!double.IsFinite(step))
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Kernels.ScaleAdd(step, arena.Scratch(0).Span, keep, arena.Theta.Span, arena.Next.Span);
        return StepInfo.Moved(statistics, arena.Rate, Elementary.Log(step), norm);
    }

    private static StepInfo Plain(StepArena arena, in LossStatistics statistics, double keep)
    {
        var step = arena.Rate * Elementary.Exp(arena.LogScale);
        if (!statistics.IsFinite || !double.IsFinite(step))
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(new Sink(arena.Next, arena.Theta, keep, step));
        return StepInfo.Moved(statistics, arena.Rate, Elementary.Log(arena.Rate) + arena.LogScale);
    }
}
