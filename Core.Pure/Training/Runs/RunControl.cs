using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>How the outside takes part in a run; nothing here changes its results.</summary>
/// <param name="Progress">Told after every step, from the thread of the run; it must be quick.</param>
/// <param name="Checkpoint">Given the state at every multiple of the plan's checkpoint interval after the start.</param>
/// <param name="Cancellation">Ends the run between two steps with a state that can be resumed.</param>
/// <param name="Watcher">Shown every step that the run keeps, for monitors.</param>
/// <param name="WatchesDirection">Whether the watcher looks at <see cref="StepView.Direction"/>, which some rules then have to keep.</param>
public sealed record RunControl(
    Action<RunProgress>? Progress = null, Action<TrainingState>? Checkpoint = null, CancellationToken Cancellation = default, StepWatcher? Watcher = null,
    bool WatchesDirection = false);

/// <summary>Where a run stands.</summary>
/// <param name="Step">Steps completed.</param>
/// <param name="Statistics">Loss and margins of the last batch.</param>
/// <param name="Fraction">An estimate of the part done, from 0 to 1.</param>
/// <param name="Clocks">Time and cost up to here.</param>
public readonly record struct RunProgress(long Step, LossStatistics Statistics, double Fraction, Clocks Clocks);
