using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>What the monitors of a run found.</summary>
/// <remarks>A run that was resumed is covered from the state that it was resumed at: monitors see the steps of their session, and no state file carries them.</remarks>
/// <param name="From">The step from theta_From is the first that was seen; -1 when none was.</param>
/// <param name="To">theta_To is where the last step led; -1 when there was none.</param>
/// <param name="Findings">One per monitor.</param>
public sealed record MonitorReport(long From, long To, Arr<MonitorFinding> Findings)
{
    /// <summary>One verdict per monitor.</summary>
    public Arr<Verdict> Verdicts => Findings.Map(static f => f.Verdict);

    /// <summary>The report of two parts of one run.</summary>
    /// <param name="later">The part that begins where this one ends, under the same monitors.</param>
    public MonitorReport Then(MonitorReport later) => later.To < 0 ? this : new(
        From < 0 ? later.From : From, later.To, Findings.Zip(later.Findings).Select(static p => p.Item1 with { State = p.Item1.State.Then(p.Item2.State) }).ToArr());
}
