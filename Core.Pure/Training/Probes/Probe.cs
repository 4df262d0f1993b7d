using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>What a run records of a state: one member of the family for each group of quantities, declared before the run.</summary>
/// <remarks>
/// A probe is a pure function of an objective, parameters and what the step saw. In a run it looks at the arena through spans, and everything it needs
/// besides is computed once per observation and shared by all probes.
/// </remarks>
public abstract record Probe
{
    private protected Probe() { }

    /// <summary>The name in plans and on the command line: "margins".</summary>
    public abstract string Name { get; }

    /// <summary>The quantities, in order.</summary>
    /// <param name="objective">The objective of the run.</param>
    public abstract Arr<Column> Columns(Objective objective);

    /// <summary>Why it cannot look at runs of this objective.</summary>
    /// <param name="objective">The objective of the run.</param>
    public virtual Arr<Error> Errors(Objective objective) => Arr<Error>.Empty;

    /// <summary>The quantities at a point, NaN where undefined.</summary>
    /// <param name="input">The point.</param>
    public Vector Measure(ProbeInput input) => Vector.Build(Columns(input.Objective).Count, row => Observe(Observation.Of(input), row));

    /// <summary>Whether it looks at the descent direction.</summary>
    internal virtual bool NeedsDirection => false;

    /// <summary>Whether it looks at the way covered while psi grew, which only full batches and losses with a logarithm have.</summary>
    internal virtual bool NeedsWindow => false;

    /// <summary>Writes the quantities, NaN where undefined; must not keep anything of the observation.</summary>
    internal abstract void Observe(Observation observation, Span<double> row);
}
