using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>What one monitor found in the steps that it saw.</summary>
/// <param name="Monitor">The monitor.</param>
/// <param name="Objection">Why the law does not apply, if it does not; then no step was judged.</param>
/// <param name="State">What it carried at the end.</param>
/// <param name="Layers">The names of the layers, for messages.</param>
public sealed record MonitorFinding(LawMonitor Monitor, Option<string> Objection, MonitorState State, Arr<string> Layers)
{
    /// <summary>What became of the law: not applicable also when no step could be judged.</summary>
    public VerdictStatus Status => Objection.IsSome || State.Checked == 0 ? VerdictStatus.NotApplicable
        : State.IsViolated ? VerdictStatus.Violated : VerdictStatus.Holds;

    /// <summary>Where the first violation is, or, when there is none, the largest deviation: "layer2.W, unit 3"; empty for the whole network.</summary>
    public string Place => PlaceOf(State.IsViolated ? State.First : State.Worst);

    /// <summary>The verdict.</summary>
    public Verdict Verdict => Status switch
    {
        VerdictStatus.NotApplicable => Verdict.NotApplicable(Monitor.Id, Monitor.Statement, Objection.IfNone(NothingJudged)),
        _ => Verdict.On(
            Monitor.Id, Monitor.Statement, !State.IsViolated,
            FormattableString.Invariant($"at most {State.Worst.Size:G3} in {Count(State.Checked)}{Passed}, relative to {Monitor.RelativeTo}"),
            FormattableString.Invariant($"at most {Monitor.Tolerance:G}"),
            FormattableString.Invariant($"first at the step from theta_{State.FirstStep}{In(State.First)}: {State.First.Size:G3}, {State.First.Size / Monitor.Tolerance:G3} times the tolerance; largest {State.Worst.Size:G3} at the step from theta_{State.WorstStep}{In(State.Worst)}")),
    };

    private string NothingJudged => State.Skipped == 0 ? "no step was made" : $"none of {Count(State.Skipped)} could be judged: nothing moved, the rule gave no gradient at theta_t, or squares leave the range of doubles";

    private string Passed => State.Skipped == 0 ? "" : $" ({State.Skipped} not judged)";

    private string In(Deviation deviation) => PlaceOf(deviation) is { Length: > 0 } place ? $" in {place}" : "";

    private string PlaceOf(Deviation deviation) => deviation.Layer < 0 ? ""
        : Layers[deviation.Layer] + (deviation.Unit < 0 ? "" : FormattableString.Invariant($", unit {deviation.Unit}"));

    private static string Count(long steps) => FormattableString.Invariant($"{steps} step{(steps == 1 ? "" : "s")}");
}
