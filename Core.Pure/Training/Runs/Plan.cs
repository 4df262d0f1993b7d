using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Everything that decides a run besides the state it starts from: what is minimized, how, when it ends and what is recorded.</summary>
/// <remarks>An immutable value; equal plans and states give equal trajectories to the bit. Only <see cref="Create"/> makes one, so every plan is valid.</remarks>
public sealed record Plan
{
    private Plan(
        Objective objective, Rule rule, Schedule schedule, long stepCap, Sampler sampler, Arr<StoppingRule> stoppingRules, Arr<Probe> probes, ObservationSchedule observations, long checkpointInterval)
    {
        (Objective, Rule, Schedule, StepCap, Sampler) = (objective, rule, schedule, stepCap, sampler);
        (StoppingRules, Probes, Observations, CheckpointInterval) = (stoppingRules, probes, observations, checkpointInterval);
    }

    /// <summary>What is minimized.</summary>
    public Objective Objective { get; }

    /// <summary>How parameters move.</summary>
    public Rule Rule { get; }

    /// <summary>The step sizes.</summary>
    public Schedule Schedule { get; }

    /// <summary>The number of completed steps at which the run ends at the latest, counted from step 0 also when resumed.</summary>
    public long StepCap { get; }

    /// <summary>Which examples each step sees.</summary>
    public Sampler Sampler { get; }

    /// <summary>When the run ends before the cap; the first rule of the list that applies names the outcome.</summary>
    public Arr<StoppingRule> StoppingRules { get; }

    /// <summary>What is recorded, in the order of the columns.</summary>
    public Arr<Probe> Probes { get; }

    /// <summary>At which steps it is recorded.</summary>
    public ObservationSchedule Observations { get; }

    /// <summary>How many steps lie between two checkpoints; 0 for none.</summary>
    public long CheckpointInterval { get; }

    /// <summary>The columns of the trajectory.</summary>
    public Arr<Column> Columns => Probes.Bind(p => p.Columns(Objective)).ToArr();

    /// <summary>Whether a stopping rule or probe looks at the way covered while psi grew, which the state then carries.</summary>
    internal bool HasWindow => StoppingRules.Exists(static r => r.NeedsWindow) || Probes.Exists(static p => p.NeedsWindow);

    /// <summary>What a state of this plan carries of that way before the first step.</summary>
    internal Memory Window => HasWindow ? DirectionWindow.Start(Objective.Network.ParameterCount) : Memory.Empty;

    /// <summary>How many steps lie between two looks of the stopping rules at the whole objective: 1 on full batches, else an epoch.</summary>
    public long CheckInterval => Sampler.IsFull ? 1 : Math.Max(1, (Objective.Data.Count + Sampler.Capacity(Objective.Data.Count) - 1) / Sampler.Capacity(Objective.Data.Count));

    /// <summary>Checks that everything fits together.</summary>
    /// <param name="objective">What is minimized.</param>
    /// <param name="rule">How parameters move.</param>
    /// <param name="schedule">The step sizes.</param>
    /// <param name="stepCap">The step at which the run ends at the latest, 0 or more.</param>
    /// <param name="sampler">Which examples each step sees; all when not given.</param>
    /// <param name="stoppingRules">When it ends before; <see cref="Training.StoppingRules.Default"/> when not given.</param>
    /// <param name="probes">What is recorded; nothing when not given.</param>
    /// <param name="observations">At which steps; only at the end when not given.</param>
    /// <param name="checkpointInterval">Steps between two checkpoints; 0 for none.</param>
    /// <returns>The plan, or every error at once: parameterDomain, unsupported, shapeMismatch, labelDomain.</returns>
    public static Validation<Error, Plan> Create(
        Objective objective,
        Rule rule,
        Schedule schedule,
        long stepCap,
        Sampler? sampler = null,
        Arr<StoppingRule>? stoppingRules = null,
        Arr<Probe>? probes = null,
        ObservationSchedule? observations = null,
        long checkpointInterval = 0)
    {
        var plan = new Plan(
            objective, rule, schedule, stepCap, sampler ?? new FullBatch(), stoppingRules ?? Training.StoppingRules.Default, probes ?? Arr<Probe>.Empty,
            observations ?? new ObservationSchedule.AtEnd(), checkpointInterval);
        var errors = PlanChecks.Errors(plan);
        return errors.Count == 0 ? Success<Error, Plan>(plan) : Validation<Error, Plan>.Fail(errors.ToSeq());
    }

    /// <summary>The same plan with another step cap, for instance to go on with a run that has reached its cap.</summary>
    /// <param name="stepCap">0 or more.</param>
    public Validation<Error, Plan> Until(long stepCap) =>
        Create(Objective, Rule, Schedule, stepCap, Sampler, StoppingRules, Probes, Observations, CheckpointInterval);
}
