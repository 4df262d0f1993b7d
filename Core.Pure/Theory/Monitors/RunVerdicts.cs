using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>What the laws of normalized flow say of a finished run: identities at its final state, one exact step from there or all steps that were monitored, and the
/// course of its margins.</summary>
/// <remarks>Banburski et al., arXiv:1903.04991; Lyu, Li, arXiv:1906.05890; Du, Hu, Lee, arXiv:1806.00900; docs/theory/normalized-flow.md, section 4.</remarks>
public static class RunVerdicts
{
    /// <summary>One verdict per law; a law whose preconditions fail says why.</summary>
    /// <param name="plan">What was run.</param>
    /// <param name="trajectory">What came out; the course of margins is judged where "psi", "smoothedMargin" and "normalizedMargin" were recorded.</param>
    public static Arr<Verdict> Of(Plan plan, Trajectory trajectory) =>
        StateIdentities.Of(plan, trajectory.Final).AddRange(StepIdentities.Of(plan, trajectory.Final)).AddRange(MarginCourse.Of(plan, trajectory)).AddRange(LinearCourse.Of(plan, trajectory));

    /// <summary>The same with what monitors saw at every step in place of what the final state says of these laws.</summary>
    /// <param name="plan">What was run.</param>
    /// <param name="trajectory">What came out.</param>
    /// <param name="monitored">What the monitors found.</param>
    public static Arr<Verdict> Of(Plan plan, Trajectory trajectory, MonitorReport monitored)
    {
        var atEnd = Of(plan, trajectory);
        // A monitor without a judgement, as when no step was made, leaves the word to the final state; so does one where that state breaks the law.
        var steps = monitored.Verdicts.Map(v => atEnd.Find(e => e.Id == v.Id && IsStronger(e, v)).IfNone(v));
        return steps.AddRange(atEnd.Filter(e => !steps.Exists(v => v.Id == e.Id)));
    }

    private static bool IsStronger(Verdict atEnd, Verdict monitored) => atEnd.Status switch
    {
        VerdictStatus.Violated => monitored.Status != VerdictStatus.Violated,
        VerdictStatus.Holds => monitored.Status == VerdictStatus.NotApplicable,
        _ => false,
    };
}
