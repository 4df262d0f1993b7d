using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Runs;
using Marginalia.Theory;
using Marginalia.Training;

namespace Marginalia.Cli;

/// <summary>One run of <c>train</c> at a terminal: the progress line, checkpoints on disk, the folder at the end and the exit code.</summary>
/// <param name="settings">Every setting in force.</param>
/// <param name="seed">The root key.</param>
/// <param name="folder">The run folder, or null for none.</param>
/// <param name="export">The file for the network at the end, or null for none.</param>
/// <param name="view">How the result is shown.</param>
/// <param name="terminal">Where it is shown.</param>
internal sealed class TrainSession(Arr<(string Name, string Text)> settings, ulong seed, string? folder, string? export, OutputView view, Terminal terminal)
{
    /// <summary>Runs from a state to the end of the plan, in stretches between checkpoints.</summary>
    internal ExitCode Run(PreparedExperiment prepared, TrainingState state, Arr<TrajectoryRow> earlier, CancellationToken cancellation)
    {
        var progress = new ProgressLine(terminal, view.Quiet);
        var monitored = Option<MonitorReport>.None;
        var interval = folder is null ? 0 : prepared.Experiment.CheckpointInterval;
        while (true)
        {
            using var stretch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var until = interval == 0 ? long.MaxValue : (state.Step / interval * interval) + interval;
            var ran = prepared.Continue(state, new RunControl(p => Told(progress, p, until, stretch), Cancellation: stretch.Token));
            progress.Clear();
            var outcome = ran.Map(finished => new TrainOutcome(settings, seed, TrainRunner.After(finished, earlier, monitored)));
            if (cancellation.IsCancellationRequested || !stretch.IsCancellationRequested || !IsCheckpoint(outcome))
                return outcome.Match(End, errors => terminal.Fail(errors));
            (state, earlier, monitored) = outcome.Match(static o => (o.Finished.Trajectory.Final, o.Finished.Trajectory.Rows, o.Finished.Monitored), _ => (state, earlier, monitored));
            if (outcome.MatchUnsafe(Write, static _ => null) is { } error)
                return terminal.Fail(error);
        }
    }

    private static bool IsCheckpoint(Validation<Error, TrainOutcome> outcome) => outcome.Match(static o => o.Finished.Outcome is RunOutcome.Cancelled, static _ => false);

    private static void Told(ProgressLine progress, RunProgress p, long until, CancellationTokenSource stretch)
    {
        progress.Report(p.Fraction, p.Statistics.HasMargins
            ? FormattableString.Invariant($"step {p.Step}, psi {p.Statistics.Psi:F3}, margin {p.Statistics.MinMargin:G4}, error {(double)p.Statistics.ErrorCount / p.Statistics.Count:P1}")
            : FormattableString.Invariant($"step {p.Step}, loss {p.Statistics.Loss:G6}"));
        if (p.Step >= until)
            stretch.Cancel();
    }

    private Error? Write(TrainOutcome outcome) => folder is null ? null : RunFolder.Write(folder, TrainFolder.Files(outcome)).LeftAsEnumerable().FirstOrDefault();

    private Error? Export(TrainOutcome outcome) => export is null ? null : outcome.Finished.TryExport(export).LeftAsEnumerable().FirstOrDefault();

    private ExitCode End(TrainOutcome outcome)
    {
        if ((Write(outcome) ?? Export(outcome)) is { } error)
            return terminal.Fail(error);
        if (view.Json)
            terminal.Document(TrainFolder.ToJson(outcome));
        else
            Text(outcome);
        if (folder is not null && !view.Quiet)
            terminal.Error.Write($"Report: {Path.Combine(folder, "report.html")}\n");
        return outcome.Finished.Outcome is RunOutcome.Cancelled ? folder is null ? ExitCode.Cancelled : ExitCode.Resumable
            : outcome.Finished.Verdicts.Exists(static v => v.Status == VerdictStatus.Violated) ? ExitCode.Violated
            : ExitCode.Success;
    }

    private void Text(TrainOutcome outcome)
    {
        terminal.Line(outcome.Finished.Outcome.Sentence);
        terminal.Line();
        TextTable.Write(terminal, outcome.End with { Columns = Prelude.Array("quantity", "value"), Rows = outcome.End.Rows.Map(static r => Prelude.Array(r[0], r[1])) });
        outcome.Monitored.IfSome(table => TextTable.Write(terminal, table));
        VerdictText.Write(terminal, outcome.Finished.Verdicts);
        if (outcome.Finished.Outcome is RunOutcome.Cancelled && folder is not null)
            terminal.Line($"Go on with: marginalia train --resume {folder}");
    }
}
