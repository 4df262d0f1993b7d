using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>What recomputing a run folder showed.</summary>
/// <param name="Record">The record.</param>
/// <param name="Differences">The first difference of each file that differs; empty for a reproduction to the last digit.</param>
/// <param name="Notes">Why a difference may be expected: another version, another policy.</param>
public sealed record Verification(RunRecord Record, Arr<Difference> Differences, Arr<string> Notes)
{
    /// <summary>Runs what a run folder records again and compares.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="record">Its record.</param>
    /// <param name="numerics">The arithmetic of the record.</param>
    /// <param name="progress">Told the fraction done and what is going on.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The comparison, or why the record cannot be repeated.</returns>
    public static Either<Error, Verification> Of(
        string folder, RunRecord record, NumericsPolicy numerics, Action<double, string>? progress = null, CancellationToken cancellation = default) => record.Kind switch
        {
            "study" => OfStudy(folder, record, numerics, progress, cancellation),
            "train" => OfTraining(folder, record, numerics, progress, cancellation),
            "audit" => Audits.AuditVerification.Of(folder, record, numerics, progress, cancellation),
            _ => Left<Error, Verification>(new Error.UnknownName("kind of run", record.Kind, "study, train, audit")),
        };

    /// <summary>Runs the study of a run folder again and compares every table with the recorded one.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="record">Its record, of kind "study".</param>
    /// <param name="numerics">The arithmetic of the record.</param>
    /// <param name="progress">Told the fraction done and what is going on.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The comparison, or why the record cannot be repeated.</returns>
    public static Either<Error, Verification> OfStudy(
        string folder, RunRecord record, NumericsPolicy numerics, Action<double, string>? progress = null, CancellationToken cancellation = default) =>
        from study in StudyCatalog.Find(record.Name)
        from settings in StudySettings.Create(study.Parameters, record.Configuration).Match(
            Right<Error, StudySettings>, static errors => Left<Error, StudySettings>(errors.Head))
        from outcome in StudyRunner.Run(new StudyRequest(study, settings, record.Seed, numerics), progress, cancellation)
        from differences in StudyFolder.Tables(outcome.Result).Map(t => Compare(folder, t.File, CsvText.Of(t.Table))).Sequence()
        select new Verification(record, differences.Somes().ToArr(), Disagreements(record, outcome.Record));

    /// <summary>Trains the run of a run folder again, up to the state that it holds, and compares rows and final quantities.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="record">Its record, of kind "train".</param>
    /// <param name="numerics">The arithmetic of the record.</param>
    /// <param name="progress">Told the fraction done and what is going on.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The comparison, or why the record cannot be repeated.</returns>
    public static Either<Error, Verification> OfTraining(
        string folder, RunRecord record, NumericsPolicy numerics, Action<double, string>? progress = null, CancellationToken cancellation = default) =>
        from prepared in TrainRunner.Prepare(record.Configuration, record.Seed, numerics).Match(Right<Error, PreparedExperiment>, static e => Left<Error, PreparedExperiment>(e.Head))
        from recorded in StateFile.Read(Path.Combine(folder, StateFile.Name), prepared.Start)
        from finished in Repeat(prepared, record.IsInterrupted ? Some(recorded.Step) : None, progress, cancellation)
        let outcome = new TrainOutcome(record.Configuration, record.Seed, finished)
        from rows in Compare(folder, "trajectory.csv", CsvText.Of(outcome.Rows), key: 1)
        from end in Compare(folder, "table.csv", CsvText.Of(outcome.End), key: 1)
        select new Verification(record, new[] { rows, end, StateDifference(recorded, finished.Trajectory.Final) }.Somes().ToArr(), Disagreements(record, outcome.Record));

    // An interrupted run is repeated up to where it was interrupted, and is then not observed at its end either.
    private static Either<Error, FinishedExperiment> Repeat(PreparedExperiment prepared, Option<long> interrupted, Action<double, string>? progress, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var last = interrupted.IfNone(long.MaxValue);
        if (last == 0)
            stop.Cancel();
        var finished = prepared.Run(new Training.RunControl(
            p =>
            {
                progress?.Invoke(p.Fraction, FormattableString.Invariant($"step {p.Step}"));
                if (p.Step >= last)
                    stop.Cancel();
            },
            Cancellation: stop.Token));
        cancellation.ThrowIfCancellationRequested();
        return finished.Match(Right<Error, FinishedExperiment>, static e => Left<Error, FinishedExperiment>(e.Head));
    }

    private static Option<Difference> StateDifference(Training.TrainingState recorded, Training.TrainingState recomputed)
    {
        if (recorded.Step != recomputed.Step)
            return new Difference(StateFile.Name, $"{recorded.Step}", "step", $"{recorded.Step}", $"{recomputed.Step}");
        for (var i = 0; i < recorded.Parameters.Flat.Length; i++)
        {
            if (recorded.Parameters.Flat[i] != recomputed.Parameters.Flat[i])
                return new Difference(StateFile.Name, $"{recorded.Step}", $"parameter {i}", CsvText.Form(recorded.Parameters.Flat[i]), CsvText.Form(recomputed.Parameters.Flat[i]));
        }

        return Option<Difference>.None;
    }

    /// <summary>Compares a recorded file with a recomputed text.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="file">The name of the file.</param>
    /// <param name="recomputed">The recomputed text.</param>
    /// <param name="key">How many leading columns name a row.</param>
    /// <returns>The first difference if there is one; an error when the file cannot be read.</returns>
    public static Either<Error, Option<Difference>> Compare(string folder, string file, string recomputed, int key = 2)
    {
        var path = Path.Combine(folder, file);
        try
        {
            return File.Exists(path)
                ? Right<Error, Option<Difference>>(Difference.First(file, File.ReadAllText(path), recomputed, key))
                : Left<Error, Option<Difference>>(new Error.Inaccessible(path, "the run folder lacks it"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Left<Error, Option<Difference>>(new Error.Inaccessible(path, e.Message.TrimEnd('.')));
        }
    }

    /// <summary>What the two records disagree about.</summary>
    internal static Arr<string> Disagreements(RunRecord recorded, RunRecord now) =>
        (Disagreements("version", recorded.Versions, now.Versions) + Disagreements("numerics", recorded.Numerics, now.Numerics) + Disagreements("data", recorded.Data, now.Data)).ToArr();

    private static Seq<string> Disagreements(string what, Arr<(string Name, string Text)> recorded, Arr<(string Name, string Text)> now) => recorded
        .Filter(r => !now.Exists(n => n == r))
        .Map(r => $"The record's {what} {r.Name} is '{r.Text}', here it is '{now.Find(n => n.Name == r.Name).Map(static n => n.Text).IfNone("missing")}'.").ToSeq();
}
