using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Theory;
using Marginalia.Training;

namespace Marginalia;

/// <summary>An experiment that was run.</summary>
/// <param name="Prepared">What was run.</param>
/// <param name="Trajectory">What was recorded and where it ended.</param>
public sealed record FinishedExperiment(PreparedExperiment Prepared, Trajectory Trajectory)
{
    /// <summary>How the run ended; prints as a sentence.</summary>
    public RunOutcome Outcome => Trajectory.Outcome;

    /// <summary>A verdict on each law that says something about such a run.</summary>
    public Arr<Verdict> Verdicts => RunVerdicts.Of(Prepared.Plan, Trajectory);

    /// <summary>A recorded quantity at the end.</summary>
    /// <param name="column">The name of a column, for instance "normalizedMargin".</param>
    /// <returns>The number, undefined with a reason when it does not exist or was not recorded.</returns>
    public Number Last(string column) => Trajectory.IndexOf(column).Match(
        j => Trajectory.Rows.Count == 0 ? new Number.Undefined("Nothing was recorded.") : Trajectory.Number(Trajectory.Rows.Count - 1, j),
        () => new Number.Undefined($"No column '{column}' was recorded; there are {string.Join(", ", Trajectory.Columns.Map(static c => c.Name))}."));
}
