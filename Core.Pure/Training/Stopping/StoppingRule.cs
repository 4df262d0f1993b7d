using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>When a run has done what it was for, or can go no further: one member of the family for each reason.</summary>
/// <remarks>
/// A rule looks at theta_t and the objective on all its data. On full batches it does so before every step; on smaller ones, where that costs an
/// evaluation, once per epoch (every ceil(n / B) steps). Divergence and the step cap belong to every run and need no rule.
/// Source: docs/theory/normalized-flow.md, A13.
/// </remarks>
public abstract record StoppingRule
{
    private protected StoppingRule() { }

    /// <summary>The row of <see cref="StoppingRules.All"/> it belongs to.</summary>
    public abstract FamilyMember<StoppingRule> Member { get; }

    /// <summary>The text that <see cref="StoppingRules.Parse"/> reads back: "targetPsi(psi=10)".</summary>
    public string Text => Member.TextOf(Values);

    /// <summary>What is wrong with its numbers.</summary>
    public virtual Arr<Error> Errors => Arr<Error>.Empty;

    /// <summary>Why it cannot serve an objective.</summary>
    /// <param name="objective">The objective of the run.</param>
    public virtual Arr<Error> ErrorsOn(Objective objective) => Arr<Error>.Empty;

    /// <summary>The numbers of <see cref="Text"/>.</summary>
    private protected virtual Arr<double> Values => Arr<double>.Empty;

    /// <summary>How far statistics are from the start to the target, from 0 to 1; NaN when there is no telling.</summary>
    internal virtual double Fraction(in LossStatistics start, in LossStatistics now) => double.NaN;

    /// <summary>Whether the rule looks at this step, given that the objective is looked at every <paramref name="interval"/> steps.</summary>
    internal virtual bool IsDue(long step, long interval, bool measuresGradient) => step % interval == 0;

    /// <summary>Whether it looks at the descent direction, or at its norm when the rule does not measure it.</summary>
    internal virtual bool NeedsDirection(bool measuresGradient) => false;

    /// <summary>Whether it looks at the way covered while psi grew.</summary>
    internal virtual bool NeedsWindow => false;

    /// <summary>The outcome, if the run is to end at the observed state.</summary>
    internal abstract RunOutcome? Check(Observation observation);
}
