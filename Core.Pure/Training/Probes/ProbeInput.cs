using LanguageExt;
using Marginalia.Networks;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>What a probe looks at; an immutable value.</summary>
/// <param name="Objective">The objective of the run.</param>
/// <param name="Parameters">theta_t.</param>
/// <param name="Step">t.</param>
/// <param name="Clocks">Time and cost up to t.</param>
/// <param name="Info">What the step from theta_t saw, when there was one.</param>
public sealed record ProbeInput(Objective Objective, Parameters Parameters, long Step, Clocks Clocks, Option<StepInfo> Info)
{
    private readonly Lazy<Evaluation> _evaluation = new(() => Objective.Evaluate(Parameters));

    /// <summary>The objective on all its data at theta_t, evaluated when first asked for and then shared.</summary>
    public Evaluation Evaluation => _evaluation.Value;

    /// <inheritdoc/>
    public bool Equals(ProbeInput? other) =>
        other is not null && Objective == other.Objective && Parameters == other.Parameters && Step == other.Step && Clocks == other.Clocks && Info == other.Info;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Parameters, Step);
}
