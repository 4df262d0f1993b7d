using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>An exact law about single steps that can be judged at every step of a run: one member of the family for each law.</summary>
/// <remarks>
/// Gradients make these laws exact up to round-off on any batch, with any step size, so a wrong gradient or update shows in the first step that has it.
/// A monitor is a pure function of a step; <see cref="MonitorState"/> folds it over the run. Source: docs/theory/normalized-flow.md, section 4.
/// </remarks>
public abstract record LawMonitor
{
    private protected LawMonitor() { }

    /// <summary>The id of the law: "N6".</summary>
    public abstract string Id { get; }

    /// <summary>The law in one sentence.</summary>
    public abstract string Statement { get; }

    /// <summary>The largest relative deviation that is round-off.</summary>
    public abstract double Tolerance { get; }

    /// <summary>What the deviation is relative to, as a phrase.</summary>
    public abstract string RelativeTo { get; }

    /// <summary>Who stated it.</summary>
    public abstract Source Source { get; }

    /// <summary>Why the law does not apply to the runs of a plan, as a clause after "because"; none when it does.</summary>
    /// <param name="plan">The plan.</param>
    public abstract Option<string> Objection(Plan plan);

    /// <summary>Whether it looks at the sums over weights, displacements and directions.</summary>
    internal virtual bool NeedsSums => false;

    /// <summary>Judges one step.</summary>
    internal abstract Deviation Judge(in StepView step, StepSums sums);

    /// <summary>Why no law about gradient steps applies, if none does.</summary>
    private protected static Option<string> NoGradientStep(Plan plan) => plan.Rule.IsGradientStep
        ? Option<string>.None
        : $"{plan.Rule.Name} is not a step along the gradient: momentum, adaptive scaling and constraints break the balance (N10)";
}
