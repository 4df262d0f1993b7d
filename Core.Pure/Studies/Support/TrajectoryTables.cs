using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Studies;

/// <summary>Recorded runs as tables for <c>trajectory.csv</c>.</summary>
internal static class TrajectoryTables
{
    /// <summary>The rows of several runs below each other, told apart by a first column.</summary>
    /// <param name="name">The name of the table.</param>
    /// <param name="by">The head of the first column, for instance "replicate".</param>
    /// <param name="runs">Runs with the same columns, and what the first column says of them.</param>
    /// <param name="every">Keeps every so many-th row, and the last one.</param>
    internal static Table Stacked(string name, string by, IReadOnlyList<(string Label, Trajectory Run)> runs, int every)
    {
        var heads = new List<string> { by, "step" };
        heads.AddRange(runs[0].Run.Columns.Map(static c => c.Name));
        var rows = new List<Arr<Cell>>();
        foreach (var (label, run) in runs)
        {
            for (var i = 0; i < run.Rows.Count; i++)
            {
                if (i % every != 0 && i != run.Rows.Count - 1)
                    continue;
                var cells = new List<Cell> { label, run.Rows[i].Step };
                for (var j = 0; j < run.Columns.Count; j++)
                    cells.Add(new Cell.Quantity(run.Number(i, j)));
                rows.Add(cells.ToArr());
            }
        }

        return new Table(name, "Recorded quantities", heads.ToArr(), rows.ToArr());
    }
}
