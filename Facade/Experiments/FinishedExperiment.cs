using System.Text;
using LanguageExt;
using Marginalia.Audits;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Runs;
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
    public Arr<Verdict> Verdicts => Monitored.Match(m => RunVerdicts.Of(Prepared.Plan, Trajectory, m), () => RunVerdicts.Of(Prepared.Plan, Trajectory));

    /// <summary>What the monitors found, when the experiment had any.</summary>
    /// <remarks>They cover the steps from the state that was given to <see cref="PreparedExperiment.Continue"/>: all of a run that was not resumed.</remarks>
    public Option<MonitorReport> Monitored { get; init; }

    /// <summary>How many hidden units of each layer with relu, or a power of it, are inactive on every training example at the end.</summary>
    public Arr<(string Layer, int Count)> DeadUnits =>
        Prepared.Plan.Objective.Network.DeadUnits(Trajectory.Final.Parameters, Prepared.Plan.Objective.Data.Inputs, Prepared.Plan.Objective.Numerics.Kernels);

    /// <summary>A recorded quantity at the end.</summary>
    /// <param name="column">The name of a column, for instance "normalizedMargin".</param>
    /// <returns>The number, undefined with a reason when it does not exist or was not recorded.</returns>
    public Number Last(string column) => Trajectory.IndexOf(column).Match(
        j => Trajectory.Rows.Count == 0 ? new Number.Undefined("Nothing was recorded.") : Trajectory.Number(Trajectory.Rows.Count - 1, j),
        () => new Number.Undefined($"No column '{column}' was recorded; there are {string.Join(", ", Trajectory.Columns.Map(static c => c.Name))}."));

    /// <summary>Audits the network at the end on the examples that it was trained on: margins, layers, measures with distances from its own start, bounds.</summary>
    /// <param name="scope">How much is computed.</param>
    public AuditResult Audit(AuditScope scope = AuditScope.Standard)
    {
        var objective = Prepared.Plan.Objective;
        return Audits.Audit.Of(new AuditRequest(Prelude.Array(NetworkModels.Of("the trained network", objective.Network, Trajectory.Final.Parameters)), objective.Numerics)
        {
            Data = objective.Data,
            IsTrainingSample = true,
            Initial = NetworkModels.Of("the network before training", objective.Network, Prepared.Start.Parameters),
            Scope = scope,
            Seed = Prepared.Experiment.Seed,
        }).IfLeft(static error => throw new InvalidInputException(Prelude.Seq1(error)));
    }

    /// <summary>Writes the report, one HTML file that needs no other.</summary>
    /// <param name="path">The file; its folder is created when absent, and a file that is there is replaced.</param>
    /// <returns>The full path, or why it could not be written; then nothing was.</returns>
    public Either<Error, string> TryWriteReport(string path) => RunFolder.WriteFile(path, Encoding.UTF8.GetBytes(ReportHtml.Render(TrainOutcome.Of(this).Report)));

    /// <summary>Writes the report, one HTML file that needs no other.</summary>
    /// <param name="path">The file; its folder is created when absent, and a file that is there is replaced.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="InvalidInputException">The file cannot be written; then nothing was.</exception>
    public string WriteReport(string path) => TryWriteReport(path).IfLeft(static error => throw new InvalidInputException(Prelude.Seq1(error)));

    /// <summary>Writes a run folder: record, recorded quantities, final state and report.</summary>
    /// <remarks>The command line verifies and resumes it when all of the description can be said there; the record holds the same in any case.</remarks>
    /// <param name="path">The folder: absent, empty, or a run folder, whose files are replaced.</param>
    /// <returns>The full path, or why it could not be written; then nothing was.</returns>
    public Either<Error, string> TryWriteFolder(string path) => RunFolder.Probe(path).Bind(_ => RunFolder.Write(path, TrainFolder.Files(TrainOutcome.Of(this))));

    /// <summary>Writes a run folder: record, recorded quantities, final state and report.</summary>
    /// <param name="path">The folder: absent, empty, or a run folder, whose files are replaced.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be written; then nothing was.</exception>
    public string WriteFolder(string path) => TryWriteFolder(path).IfLeft(static error => throw new InvalidInputException(Prelude.Seq1(error)));

    /// <summary>Writes the network as it is at the end, for other programs and for audits.</summary>
    /// <param name="path">The file, ending in .onnx, .safetensors or .npz; one that is there is replaced.</param>
    /// <returns>The full path, or why it could not be written; then nothing was.</returns>
    public Either<Error, string> TryExport(string path) => NetworkFiles.Write(path, Prepared.Plan.Objective.Network, Trajectory.Final.Parameters);

    /// <summary>Writes the network as it is at the end, for other programs and for audits.</summary>
    /// <param name="path">The file, ending in .onnx, .safetensors or .npz; one that is there is replaced.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="InvalidInputException">The file cannot be written, or the format lacks an operation; then nothing was.</exception>
    public string Export(string path) => TryExport(path).IfLeft(static error => throw new InvalidInputException(Prelude.Seq1(error)));
}
