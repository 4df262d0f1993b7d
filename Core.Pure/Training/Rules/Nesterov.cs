using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Accelerated gradient with constant momentum, at the points where it looks ahead: <c>v' = mu v - eta grad L(theta)</c>,
/// <c>theta' = (1 - eta lambda) theta + (1 + mu) v' - mu v</c>.</summary>
/// <remarks>theta is the point at which the gradient is taken, so that statistics and parameters belong together. A negative control of the
/// conservation laws, as <see cref="Momentum"/>.</remarks>
/// <param name="Mu">The fraction of the velocity kept, from 0 to below 1.</param>
/// <param name="Decay">lambda, the decoupled weight decay, 0 or more.</param>
public sealed record Nesterov(double Mu = 0.9, double Decay = 0) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "nesterov", "Accelerated gradient with constant momentum mu.",
        Array(new FamilyParameter("mu", 0.9, "the fraction of the velocity kept, from 0 to below 1"), new FamilyParameter("lambda", 0, "the weight decay, 0 or more")),
        static v => new Nesterov(v[0], v[1]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Nesterov", "A Method of Solving a Convex Programming Problem with Convergence Rate O(1/k^2)", "Soviet Mathematics Doklady 27, 1983", "docs/theory/normalized-flow.md, A2");

    /// <inheritdoc/>
    public override string RateMeaning => "eta multiplies the gradient of the declared objective; at a constant gradient the step tends to eta / (1 - mu).";

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Fraction("mu", Mu) + Domain.NotNegative("lambda", Decay);

    /// <inheritdoc/>
    public override double WeightDecay => Decay;

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters) => new(Array(("velocity", parameters.Flat.Length)), Arr<string>.Empty);

    private protected override Arr<double> Values => Array(Mu, Decay);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        var step = arena.Rate * Elementary.Exp(arena.LogScale);
        if (!statistics.IsFinite || !double.IsFinite(step))
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(new Sink(arena.Carry(0), arena.Carried(0), Mu, step));
        arena.Kernels.ScaleAdd(1 + Mu, arena.Carry(0).Span, 1 - (arena.Rate * Decay), arena.Theta.Span, arena.Next.Span);
        arena.Kernels.ScaleAdd(-Mu, arena.Carried(0).Span, 1, arena.Next.Span);
        return StepInfo.Moved(statistics, arena.Rate, Elementary.Log(arena.Rate) + arena.LogScale);
    }
}
