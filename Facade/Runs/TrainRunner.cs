using System.Globalization;
using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Theory;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>Training runs from settings, from the start or from a run folder.</summary>
public static class TrainRunner
{
    /// <summary>Checks settings and makes the plan.</summary>
    /// <param name="settings">Every setting.</param>
    /// <param name="seed">The root key.</param>
    /// <param name="numerics">The arithmetic.</param>
    public static Validation<Error, PreparedExperiment> Prepare(Arr<(string Name, string Text)> settings, ulong seed, NumericsPolicy numerics) =>
        TrainSettings.Read(settings, seed, numerics).Bind(static experiment => experiment.Prepare());

    /// <summary>What a run folder holds of a run: its state and the rows recorded so far.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="prepared">The plan of its record.</param>
    /// <returns>State and rows, or what is wrong with the folder.</returns>
    public static Either<Error, (TrainingState State, Arr<TrajectoryRow> Rows)> Recorded(string folder, PreparedExperiment prepared) =>
        from state in StateFile.Read(Path.Combine(folder, StateFile.Name), prepared.Start)
        from rows in Rows(Path.Combine(folder, "trajectory.csv"), prepared.Plan)
        from unchanged in StateFile.Check(Path.Combine(folder, StateFile.Name), state.Step, rows, Path.Combine(folder, "trajectory.csv"))
        select (state, rows.Filter(r => r.Step < state.Step));

    /// <summary>A finished continuation with the rows recorded before it, and with what monitors found before it in the same session.</summary>
    /// <param name="finished">The continuation.</param>
    /// <param name="earlier">The rows before its first one.</param>
    /// <param name="monitored">What monitors found, if there were any.</param>
    public static FinishedExperiment After(FinishedExperiment finished, Arr<TrajectoryRow> earlier, Option<MonitorReport> monitored = default) => finished with
    {
        Trajectory = finished.Trajectory with { Rows = earlier + finished.Trajectory.Rows },
        Monitored = monitored.Match(before => finished.Monitored.Map(before.Then), () => finished.Monitored),
    };

    private static Either<Error, Arr<TrajectoryRow>> Rows(string path, Plan plan)
    {
        try
        {
            if (!File.Exists(path))
                return Left<Error, Arr<TrajectoryRow>>(new Error.Inaccessible(path, "the run folder lacks it"));
            var lines = File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var heads = string.Join(',', Array("step") + plan.Columns.Map(static c => c.Name));
            if (lines.Length == 0 || lines[0] != heads)
                return Bad(path, "its heads are not those of the recorded settings");
            var rows = new List<TrajectoryRow>();
            foreach (var line in lines.Skip(1))
            {
                var fields = line.Split(',');
                if (fields.Length != plan.Columns.Count + 1 || !long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var step))
                    return Bad(path, $"line {rows.Count + 2} is not a row of it");
                var numbers = new double[plan.Columns.Count];
                for (var j = 0; j < numbers.Length; j++)
                {
                    if (fields[j + 1].Length == 0)
                        numbers[j] = double.NaN;
                    else if (!double.TryParse(fields[j + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[j]))
                        return Bad(path, $"'{fields[j + 1]}' in line {rows.Count + 2} is not a number");
                }

                rows.Add(new(step, Vector.Of(numbers)));
            }

            return Right<Error, Arr<TrajectoryRow>>(rows.ToArr());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Left<Error, Arr<TrajectoryRow>>(new Error.Inaccessible(path, e.Message.TrimEnd('.')));
        }
    }

    private static Either<Error, Arr<TrajectoryRow>> Bad(string path, string problem) =>
        Left<Error, Arr<TrajectoryRow>>(new Error.Malformed(path, problem, "use a folder that this program wrote and nobody changed"));
}
