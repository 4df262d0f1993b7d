using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Adam with decoupled weight decay: <c>m' = b1 m + (1 - b1) g</c>, <c>v' = b2 v + (1 - b2) g^2</c>,
/// <c>theta' = (1 - eta lambda) theta - eta (m' / (1 - b1^(t+1))) / (sqrt(v' / (1 - b2^(t+1))) + eps)</c>, g = grad L.</summary>
/// <remarks>A negative control: no law of part 1 that speaks of gradient steps holds for it (N10).</remarks>
/// <param name="Beta1">The memory of the mean, from 0 to below 1.</param>
/// <param name="Beta2">The memory of the square, from 0 to below 1.</param>
/// <param name="Epsilon">What keeps the quotient finite, positive.</param>
/// <param name="Decay">lambda, the decoupled weight decay, 0 or more.</param>
public sealed record Adam(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double Decay = 0) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "adam", "Steps scaled by running means of the gradient and its square; a negative control.",
        Array(
            new FamilyParameter("beta1", 0.9, "the memory of the mean, from 0 to below 1"),
            new FamilyParameter("beta2", 0.999, "the memory of the square, from 0 to below 1"),
            new FamilyParameter("epsilon", 1e-8, "what keeps the quotient finite, a positive number"),
            new FamilyParameter("lambda", 0, "the weight decay, 0 or more")),
        static v => new Adam(v[0], v[1], v[2], v[3]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new("Kingma, Ba", "Adam: A Method for Stochastic Optimization", "arXiv:1412.6980", "docs/theory/normalized-flow.md, A2");

    /// <inheritdoc/>
    public override string RateMeaning => "eta bounds, roughly, the change of one parameter in one step.";

    /// <inheritdoc/>
    public override Arr<Error> Errors =>
        Domain.Fraction("beta1", Beta1) + Domain.Fraction("beta2", Beta2) + Domain.Positive("epsilon", Epsilon) + Domain.NotNegative("lambda", Decay);

    /// <inheritdoc/>
    public override double WeightDecay => Decay;

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters) =>
        new(Array(("mean", parameters.Flat.Length), ("square", parameters.Flat.Length)), Array("decay1", "decay2"));

    /// <inheritdoc/>
    public override Memory Init(Parameters parameters) => Memory.Zeros(Carries(parameters)) with { Scalars = Array(("decay1", 1.0), ("decay2", 1.0)) };

    private protected override Arr<double> Values => Array(Beta1, Beta2, Epsilon, Decay);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        var scale = Elementary.Exp(arena.LogScale);
        if (!statistics.IsFinite || !double.IsFinite(scale))
            return StepInfo.Lost(statistics, arena.Rate);
        var descent = arena.Scratch(0);
        arena.Pull(Sink.Store(descent) with { Scale = scale });
        var (decay1, decay2) = (arena.CarriedNumbers[0] * Beta1, arena.CarriedNumbers[1] * Beta2);
        (arena.CarryNumbers[0], arena.CarryNumbers[1]) = (decay1, decay2);
        arena.Kernels.ScaleAdd(1 - Beta1, descent.Span, Beta1, arena.Carried(0).Span, arena.Carry(0).Span);
        Move(arena, descent.Span, 1 - decay1, 1 - decay2);
        return StepInfo.Moved(statistics, arena.Rate, double.NaN);
    }

    private void Move(StepArena arena, ReadOnlySpan<double> descent, double weight1, double weight2)
    {
        ReadOnlySpan<double> mean = arena.Carry(0).Span, old = arena.Carried(1).Span, theta = arena.Theta.Span;
        Span<double> square = arena.Carry(1).Span, next = arena.Next.Span;
        var keep = 1 - (arena.Rate * Decay);
        for (var i = 0; i < descent.Length; i++)
        {
            square[i] = Math.FusedMultiplyAdd((1 - Beta2) * descent[i], descent[i], Beta2 * old[i]);
            next[i] = Math.FusedMultiplyAdd(arena.Rate / weight1, mean[i] / (Math.Sqrt(square[i] / weight2) + Epsilon), keep * theta[i]);
        }
    }
}
