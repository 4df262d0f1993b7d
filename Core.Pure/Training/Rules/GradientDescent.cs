using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Gradient descent with decoupled weight decay: <c>theta' = (1 - eta lambda) theta - eta grad L</c>; on batches, stochastic gradient descent.</summary>
/// <param name="Decay">lambda, 0 or more.</param>
public sealed record GradientDescent(double Decay = 0) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "gradientDescent", "Gradient descent with decoupled weight decay; on batches, stochastic gradient descent.",
        Array(new FamilyParameter("lambda", 0, "the weight decay, 0 or more")), static v => new GradientDescent(v[0]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Robbins, Monro", "A Stochastic Approximation Method", "Annals of Mathematical Statistics 22, 1951", "docs/theory/normalized-flow.md, A1");

    /// <inheritdoc/>
    public override string RateMeaning => "eta multiplies the gradient of the declared objective.";

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.NotNegative("lambda", Decay);

    /// <inheritdoc/>
    public override bool IsGradientStep => true;

    /// <inheritdoc/>
    public override double WeightDecay => Decay;

    private protected override Arr<double> Values => Array(Decay);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        var step = arena.Rate * Elementary.Exp(arena.LogScale);
        if (!statistics.IsFinite || !double.IsFinite(step))
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(new Sink(arena.Next, arena.Theta, 1 - (arena.Rate * Decay), step));
        return StepInfo.Moved(statistics, arena.Rate, Elementary.Log(arena.Rate) + arena.LogScale) with { Displacement = step };
    }
}
