using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Studies;

/// <summary>What a study found: the same value feeds the command line, the report, the snapshot and the documentation.</summary>
/// <param name="Summary">One or two sentences with the finding in numbers.</param>
/// <param name="Tables">The tables; the first one becomes <c>table.csv</c>.</param>
/// <param name="Figures">The figures, in reading order.</param>
/// <param name="Verdicts">One per expected outcome and per law that was asked about.</param>
/// <param name="Caveats">What a reader must know before quoting the numbers.</param>
/// <param name="Trajectories">Named columns recorded along runs, for <c>trajectory.csv</c>; empty when nothing was trained.</param>
public sealed record StudyResult(
    string Summary, Arr<Table> Tables, Arr<Figure> Figures, Arr<Verdict> Verdicts, Arr<string> Caveats, Arr<Table> Trajectories)
{
    /// <summary>Whether no verdict is violated; decides between exit codes 0 and 3.</summary>
    public bool Holds => Verdicts.ForAll(static v => v.Status != VerdictStatus.Violated);
}
