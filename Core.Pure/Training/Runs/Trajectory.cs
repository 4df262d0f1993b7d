using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>What a run recorded and where it ended.</summary>
/// <param name="Columns">What the numbers of a row are, in order.</param>
/// <param name="Rows">The observations in the order of their steps.</param>
/// <param name="Final">The state at the end; resumable.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Last">What was seen at the final state: the step from there was made and dropped. Null when the run was cancelled.</param>
public sealed record Trajectory(Arr<Column> Columns, Arr<TrajectoryRow> Rows, TrainingState Final, RunOutcome Outcome, StepInfo? Last)
{
    /// <summary>The place of a column, or none.</summary>
    /// <param name="name">The name.</param>
    public Option<int> IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
                return Some(i);
        }

        return None;
    }

    /// <summary>One number, or why it is undefined.</summary>
    /// <param name="row">From 0 to the number of rows - 1.</param>
    /// <param name="column">From 0 to the number of columns - 1.</param>
    public Number Number(int row, int column) => Numerics.Number.Of(Rows[row].Numbers[column], Columns[column].WhenUndefined);

    /// <summary>A column as a vector, NaN where it is undefined; none when there is no column of that name.</summary>
    /// <param name="name">The name.</param>
    public Option<Vector> Column(string name) => IndexOf(name).Map(column => Vector.Build(Rows.Count, target =>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = Rows[i].Numbers[column];
    }));
}

/// <summary>One observation.</summary>
/// <param name="Step">The number of completed steps.</param>
/// <param name="Numbers">One per column, NaN where it is undefined.</param>
public sealed record TrajectoryRow(long Step, Vector Numbers);
