using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The iteration of Halpern with anchor 0: <c>theta' = (1 - lambda_t) (theta - eta grad L)</c>, <c>lambda_t = (t + k0)^-q</c>.</summary>
/// <remarks>Convergence to the fixed point of smallest norm is a theorem when the step map is nonexpansive, lambda_t tends to 0 and its sum is infinite; see
/// <see cref="NormMinimizingDescent"/>, from which it differs in where the decay acts.</remarks>
/// <param name="Delay">k0, at least 1.</param>
/// <param name="Exponent">q, positive.</param>
public sealed record Halpern(double Delay = 2, double Exponent = 1) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "halpern", "Descent steps that are drawn to 0 with a weight that vanishes slowly.",
        Array(
            new FamilyParameter("k0", 2, "what t is counted from in the decay, 1 or more"),
            new FamilyParameter("q", 1, "the exponent of the decay, a positive number")),
        static v => new Halpern(v[0], v[1]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Halpern", "Fixed Points of Nonexpanding Maps", "Bulletin of the American Mathematical Society 73, 1967", "docs/theory/normalized-flow.md, A10");

    /// <inheritdoc/>
    public override string RateMeaning => "eta multiplies the gradient of the declared objective; at most the inverse of its largest curvature.";

    /// <inheritdoc/>
    public override Arr<Error> Errors => VanishingDecay.Errors(Delay, Exponent);

    private protected override Arr<double> Values => Array(Delay, Exponent);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        var keep = 1 - VanishingDecay.At(arena.Step, Delay, Exponent);
        var step = keep * arena.Rate * Elementary.Exp(arena.LogScale);
        if (!statistics.IsFinite || !double.IsFinite(step))
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(new Sink(arena.Next, arena.Theta, keep, step));
        return StepInfo.Moved(statistics, arena.Rate, Elementary.Log(keep * arena.Rate) + arena.LogScale);
    }
}
