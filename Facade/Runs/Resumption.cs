using LanguageExt;
using Marginalia.Native;
using Marginalia.Numerics;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>A training run read back from its folder, ready to go on to the bit.</summary>
/// <param name="Settings">Every setting in force.</param>
/// <param name="Prepared">The plan made of them.</param>
/// <param name="State">Where the run stands.</param>
/// <param name="Rows">What was recorded before it.</param>
public sealed record Resumption(Arr<(string Name, string Text)> Settings, PreparedExperiment Prepared, TrainingState State, Arr<TrajectoryRow> Rows)
{
    /// <summary>Reads a run folder.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="record">Its record, of kind "train".</param>
    /// <param name="settings">The record's settings, the step cap perhaps moved.</param>
    /// <param name="threads">Threads of large products; results do not depend on them.</param>
    /// <returns>The run, or every error: data that are not those of the record, a state or rows that were changed, a cap before the state.</returns>
    public static Validation<Error, Resumption> Of(string folder, RunRecord record, Arr<(string Name, string Text)> settings, int threads = 1) =>
        NumericsPolicies.Named(record.Policy, threads).ToValidation()
            .Bind(numerics => TrainRunner.Prepare(settings, record.Seed, numerics))
            .Bind(prepared => SameData(record, prepared).Bind(_ => TrainRunner.Recorded(folder, prepared)).Bind(recorded => Ahead(prepared, recorded.State)
                .Map(_ => new Resumption(settings, prepared, recorded.State, recorded.Rows))).ToValidation());

    private static Either<Error, Unit> SameData(RunRecord record, PreparedExperiment prepared) => RunRecord.Hashes(prepared)
        .Filter(now => !record.Data.Exists(recorded => recorded.Text == now.Hash))
        .Map(now => (Error)new Error.Malformed($"The data '{now.Name}'", $"their content hash {now.Hash[..12]}... is not that of the record", "bring back the data of the run, or start a new one"))
        .HeadOrNone().Match(Left<Error, Unit>, () => Right<Error, Unit>(unit));

    private static Either<Error, Unit> Ahead(PreparedExperiment prepared, TrainingState state) => state.Step <= prepared.Plan.StepCap
        ? Right<Error, Unit>(unit)
        : Left<Error, Unit>(new Error.ParameterDomain("--steps", $"'{prepared.Plan.StepCap}'", $"{state.Step} or more: the run has come to step {state.Step}"));
}
