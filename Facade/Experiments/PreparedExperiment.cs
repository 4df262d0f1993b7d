using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using Marginalia.Theory;
using Marginalia.Training;

namespace Marginalia;

/// <summary>An experiment that was checked and is ready to run.</summary>
/// <param name="Experiment">The description.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Start">The state before the first step.</param>
/// <param name="Test">The examples kept for testing, if any.</param>
public sealed record PreparedExperiment(Experiment Experiment, Plan Plan, TrainingState Start, Option<Dataset> Test)
{
    /// <summary>Runs to the end.</summary>
    /// <param name="control">Progress, checkpoints and cancellation.</param>
    public Validation<Error, FinishedExperiment> Run(RunControl? control = null) => Continue(Start, control);

    /// <summary>Goes on from a state of the same plan.</summary>
    /// <param name="state">A checkpoint or the end of an earlier run.</param>
    /// <param name="control">Progress, checkpoints and cancellation.</param>
    /// <returns>The trajectory from there on, or why the state does not belong to the plan.</returns>
    public Validation<Error, FinishedExperiment> Continue(TrainingState state, RunControl? control = null)
    {
        if (Experiment.Monitors.Count == 0)
            return Training.Run.Continue(Plan, state, control).Map(trajectory => new FinishedExperiment(this, trajectory)).ToValidation();
        var watch = new LawWatch(Plan, Experiment.Monitors);
        return Training.Run.Continue(Plan, state, watch.Beside(control ?? new RunControl()))
            .Map(trajectory => new FinishedExperiment(this, trajectory) { Monitored = watch.Report }).ToValidation();
    }
}
