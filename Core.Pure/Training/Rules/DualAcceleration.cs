using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Margin maximization of linear models by acceleration in the dual: <c>a_t = (t / (t + 1)) (a_(t-1) + g_t)</c>,
/// <c>w' = w + a (a_t + g_t)</c>, g_t = grad psi at w_t.</summary>
/// <remarks>The gap of the margin falls like 1 / t^2 for steps up to 1 / R_x^2. t counts from the start of the run.</remarks>
public sealed record DualAcceleration : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "dualAcceleration", "Margin maximization of linear models by acceleration in the dual.", Arr<FamilyParameter>.Empty, static _ => new DualAcceleration());

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Ji, Srebro, Telgarsky", "Fast Margin Maximization via Dual Acceleration", "arXiv:2107.00595", "docs/theory/normalized-flow.md, A9");

    /// <inheritdoc/>
    public override string RateMeaning => "a multiplies the gradient of -log L and its running dual mean; at most 1 / R_x^2, R_x the largest norm of an example.";

    /// <inheritdoc/>
    public override bool NeedsLogarithm => true;

    /// <inheritdoc/>
    public override Arr<Error> ErrorsOn(Objective objective) => objective.Network.Nodes is [{ Operation: Dense { Activation: Activation.Linear } }]
        ? Arr<Error>.Empty
        : Array<Error>(new Error.Unsupported($"Rule {Name} on a network that is not one linear layer", "it is an algorithm for linear models", "take logGradientDescent, or such a network"));

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters) => new(Array(("dual", parameters.Flat.Length)), Arr<string>.Empty);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        if (!statistics.IsFinite)
            return StepInfo.Lost(statistics, arena.Rate);
        var gradient = arena.Scratch(0);
        arena.Pull(Sink.Store(gradient));
        var keep = arena.Step / (arena.Step + 1.0);
        arena.Kernels.ScaleAdd(keep, gradient.Span, keep, arena.Carried(0).Span, arena.Carry(0).Span);
        arena.Kernels.ScaleAdd(arena.Rate, arena.Carry(0).Span, 1, arena.Theta.Span, arena.Next.Span);
        arena.Kernels.ScaleAdd(arena.Rate, gradient.Span, 1, arena.Next.Span);
        return StepInfo.Moved(statistics, arena.Rate, double.NaN);
    }
}
