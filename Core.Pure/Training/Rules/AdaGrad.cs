using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>AdaGrad: <c>s' = s + g^2</c>, <c>theta' = (1 - eta lambda) theta - eta g / (sqrt(s') + eps)</c>, g = grad L, entry by entry.</summary>
/// <remarks>A negative control of the conservation laws, as <see cref="Adam"/>.</remarks>
/// <param name="Epsilon">What keeps the quotient finite, positive.</param>
/// <param name="Decay">lambda, the decoupled weight decay, 0 or more.</param>
public sealed record AdaGrad(double Epsilon = 1e-8, double Decay = 0) : Rule
{
    internal static FamilyMember<Rule> Row { get; } = new(
        "adaGrad", "Steps scaled by the root of the sum of all squared gradients; a negative control.",
        Array(new FamilyParameter("epsilon", 1e-8, "what keeps the quotient finite, a positive number"), new FamilyParameter("lambda", 0, "the weight decay, 0 or more")),
        static v => new AdaGrad(v[0], v[1]));

    /// <inheritdoc/>
    public override FamilyMember<Rule> Member => Row;

    /// <inheritdoc/>
    public override Source Source { get; } = new(
        "Duchi, Hazan, Singer", "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", "Journal of Machine Learning Research 12, 2011", "docs/theory/conventions.md, 10");

    /// <inheritdoc/>
    public override string RateMeaning => "eta is the change of one parameter in the first step.";

    /// <inheritdoc/>
    public override Arr<Error> Errors => Domain.Positive("epsilon", Epsilon) + Domain.NotNegative("lambda", Decay);

    /// <inheritdoc/>
    public override double WeightDecay => Decay;

    /// <inheritdoc/>
    public override MemoryShape Carries(Parameters parameters) => new(Array(("square", parameters.Flat.Length)), Arr<string>.Empty);

    private protected override Arr<double> Values => Array(Epsilon, Decay);

    internal override StepInfo Advance(StepArena arena)
    {
        var statistics = arena.Evaluate(arena.Theta);
        var scale = Elementary.Exp(arena.LogScale);
        if (!statistics.IsFinite || !double.IsFinite(scale))
            return StepInfo.Lost(statistics, arena.Rate);
        arena.Pull(Sink.Store(arena.Scratch(0)) with { Scale = scale });
        ReadOnlySpan<double> descent = arena.Scratch(0).Span, old = arena.Carried(0).Span, theta = arena.Theta.Span;
        Span<double> square = arena.Carry(0).Span, next = arena.Next.Span;
        var keep = 1 - (arena.Rate * Decay);
        for (var i = 0; i < descent.Length; i++)
        {
            square[i] = Math.FusedMultiplyAdd(descent[i], descent[i], old[i]);
            next[i] = Math.FusedMultiplyAdd(arena.Rate, descent[i] / (Math.Sqrt(square[i]) + Epsilon), keep * theta[i]);
        }

        return StepInfo.Moved(statistics, arena.Rate, double.NaN);
    }
}
