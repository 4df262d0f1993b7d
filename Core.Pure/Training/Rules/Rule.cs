using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>How parameters move: one member of the family for each algorithm.</summary>
/// <remarks>
/// A rule is an immutable value of two pure functions, <see cref="Init"/> and <see cref="Step"/>. Both a single pure step and a run of many in one
/// reused arena go through the same body, so they agree to the bit. Which examples a step sees and how large it is belong to sampler and schedule.
/// </remarks>
public abstract record Rule
{
    private protected Rule() { }

    /// <summary>The row of <see cref="Rules.All"/> it belongs to.</summary>
    public abstract FamilyMember<Rule> Member { get; }

    /// <summary>The name in lower camel case: "gradientDescent".</summary>
    public string Name => Member.Name;

    /// <summary>The text that <see cref="Rules.Parse"/> reads back, with all its numbers: "momentum(mu=0.9, lambda=0)".</summary>
    public string Text => Member.TextOf(Values);

    /// <summary>Where the algorithm comes from.</summary>
    public abstract Source Source { get; }

    /// <summary>What the step size of the schedule means to this rule, as a sentence with the formula.</summary>
    public abstract string RateMeaning { get; }

    /// <summary>What is wrong with its numbers.</summary>
    public virtual Arr<Error> Errors => Arr<Error>.Empty;

    /// <summary>Why it cannot serve an objective, besides what <see cref="NeedsLogarithm"/> says.</summary>
    /// <param name="objective">The objective of the run.</param>
    public virtual Arr<Error> ErrorsOn(Objective objective) => Arr<Error>.Empty;

    /// <summary>Why a run of this rule cannot start at some parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    public virtual Arr<Error> StartErrors(Parameters parameters) => Arr<Error>.Empty;

    /// <summary>Whether it follows the gradient of psi = -log L, which only losses of exponential type have.</summary>
    public virtual bool NeedsLogarithm => false;

    /// <summary>Whether it compares losses of successive steps, so that every step must see the same examples.</summary>
    public virtual bool NeedsFullBatch => false;

    /// <summary>Whether every step computes the norm of its descent direction.</summary>
    public virtual bool MeasuresGradient => false;

    /// <summary>Whether it is a step of gradient descent on the parameters, possibly with weight decay and any positive step size, so that the exact
    /// conservation laws N5 to N9 apply; momentum and adaptive rules are negative controls (N10).</summary>
    public virtual bool IsGradientStep => false;

    /// <summary>The weight decay lambda, 0 for rules without.</summary>
    public virtual double WeightDecay => 0;

    /// <summary>Which carried vector holds the coordinates in which it moves, when these are not the parameters; -1 when they are.</summary>
    internal virtual int CoordinateVector => -1;

    /// <summary>What it carries from step to step for given parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    public virtual MemoryShape Carries(Parameters parameters) => MemoryShape.Empty;

    /// <summary>The memory before the first step.</summary>
    /// <param name="parameters">The parameters the run starts from.</param>
    public virtual Memory Init(Parameters parameters) => Memory.Zeros(Carries(parameters));

    /// <summary>One step as a pure function: parameters and memory after it, and what it saw.</summary>
    /// <param name="input">Everything the step depends on.</param>
    /// <returns>When loss or displacement are not finite: the parameters and memory given, and statistics that say so.</returns>
    /// <exception cref="ArgumentException">The memory is not of this rule's shape or the parameters do not fit the objective: a broken invariant of the caller.</exception>
    public (Parameters Parameters, Memory Memory, StepInfo Info) Step(StepInput input)
    {
        if (input.Memory.Shape != Carries(input.Parameters))
            throw new ArgumentException($"The memory carries {input.Memory.Shape}, but {Text} carries {Carries(input.Parameters)}.", nameof(input));
        var arena = new StepArena(input.Objective, this, input.Sampler, input.Parameters, input.Memory, input.Step, input.Key);
        arena.Prepare(input.Rate);
        var info = Advance(arena);
        return info.IsLost ? (input.Parameters, input.Memory, info) : (arena.Freeze(isNext: true), arena.FreezeMemory(isNext: true), info);
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;

    /// <summary>The numbers of <see cref="Text"/>.</summary>
    private protected virtual Arr<double> Values => Arr<double>.Empty;

    /// <summary>The algorithm: writes all of the next parameters and memory, unless it returns <see cref="StepInfo.Lost"/> before writing anything.</summary>
    internal abstract StepInfo Advance(StepArena arena);
}
