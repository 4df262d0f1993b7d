using LanguageExt;
using Marginalia.Data;
using Marginalia.Native;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia;

/// <summary>A training run described step by step; every step returns a new value, so a description can be shared and varied.</summary>
/// <remarks>
/// Defaults: all data train, no hidden layer, relu, no biases, the loss that fits the targets, summed, margin-safe controller or gradient descent, full batches, He
/// scale 1, seed 1, at most 1000 steps, everything recorded at every tenth step, the numerics policy of this machine. Nothing is checked before <see cref="Prepare"/>.
/// </remarks>
/// <example><code>
/// var run = Experiment.On(Datasets.Digits()).TrainingOn(300).WithHiddenLayers(64).StartingAt(scale: 1, seed: 7).AtMost(2000).Run();
/// Console.WriteLine(run.Outcome);
/// </code></example>
public sealed record Experiment
{
    private Experiment(Dataset data) => Data = data;

    /// <summary>All data, before they are split.</summary>
    public Dataset Data { get; private init; }

    /// <summary>The number of training examples, the others test; 0 trains on all.</summary>
    public int TrainCount { get; private init; }

    /// <summary>The widths of the hidden layers.</summary>
    public Arr<int> Hidden { get; private init; }

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Activation { get; private init; } = new Activation.Relu();

    /// <summary>Where biases are.</summary>
    public BiasPlacement Bias { get; private init; }

    /// <summary>The network, when it was given as a value.</summary>
    public Option<Network> Network { get; private init; }

    /// <summary>The loss; when absent logistic for signs, cross-entropy for classes, half squared for values.</summary>
    public Option<Loss> Loss { get; private init; }

    /// <summary>Sum or mean.</summary>
    public Reduction Reduction { get; private init; }

    /// <summary>The rule; when absent the margin-safe controller, for losses without a logarithm gradient descent.</summary>
    public Option<Rule> Rule { get; private init; }

    /// <summary>The step sizes.</summary>
    public Schedule Schedule { get; private init; } = new Constant(0.05);

    /// <summary>Which examples each step sees.</summary>
    public Sampler Sampler { get; private init; } = new FullBatch();

    /// <summary>Initial weights have standard deviation scale * sqrt(2 / fan-in).</summary>
    public double Scale { get; private init; } = 1;

    /// <summary>The root key.</summary>
    public ulong Seed { get; private init; } = 1;

    /// <summary>The step at which the run ends at the latest.</summary>
    public long StepCap { get; private init; } = 1000;

    /// <summary>When it ends before.</summary>
    public Arr<StoppingRule> StoppingRules { get; private init; } = Training.StoppingRules.Default;

    /// <summary>What is recorded; when absent everything that applies.</summary>
    public Option<Arr<Probe>> Probes { get; private init; }

    /// <summary>What is recorded besides.</summary>
    public Arr<Probe> MoreProbes { get; private init; } = Arr<Probe>.Empty;

    /// <summary>At which steps it is recorded.</summary>
    public ObservationSchedule Observations { get; private init; } = new ObservationSchedule.Every(10);

    /// <summary>How many steps lie between two checkpoints; 0 for none.</summary>
    public long CheckpointInterval { get; private init; }

    /// <summary>The exact laws that are judged at every step.</summary>
    public Arr<LawMonitor> Monitors { get; private init; } = Arr<LawMonitor>.Empty;

    /// <summary>The arithmetic; when absent the default of this machine.</summary>
    public Option<NumericsPolicy> Numerics { get; private init; }

    /// <summary>Begins a description.</summary>
    /// <param name="data">The data.</param>
    public static Experiment On(Dataset data) => new(data);

    /// <summary>Splits the data by the key of the run; the other examples test.</summary>
    /// <param name="examples">The number of training examples; 0 trains on all.</param>
    public Experiment TrainingOn(int examples) => this with { TrainCount = examples };

    /// <summary>A dense network between inputs and targets.</summary>
    /// <param name="widths">The widths of the hidden layers; none for a linear model.</param>
    public Experiment WithHiddenLayers(params ReadOnlySpan<int> widths) => this with { Hidden = new Arr<int>(widths.ToArray()), Network = None };

    /// <summary>The activation of the hidden layers.</summary>
    /// <param name="activation">The activation.</param>
    public Experiment Activated(Activation activation) => this with { Activation = activation };

    /// <summary>Where biases are.</summary>
    /// <param name="bias">The placement.</param>
    public Experiment WithBias(BiasPlacement bias) => this with { Bias = bias };

    /// <summary>Any network.</summary>
    /// <param name="network">A network with the inputs and outputs of the data.</param>
    public Experiment With(Network network) => this with { Network = network };

    /// <summary>What is minimized.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="reduction">Sum or mean over the examples of a batch.</param>
    public Experiment Minimizing(Loss loss, Reduction reduction = Reduction.Sum) => this with { Loss = loss, Reduction = reduction };

    /// <summary>Sum or mean, with the loss as it is.</summary>
    internal Experiment Reduced(Reduction reduction) => this with { Reduction = reduction };

    /// <summary>How parameters move, with a constant step size.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="stepSize">Its step size, positive; what it means is the rule's.</param>
    public Experiment By(Rule rule, double stepSize) => By(rule, new Constant(stepSize));

    /// <summary>How parameters move.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="schedule">The step sizes.</param>
    public Experiment By(Rule rule, Schedule schedule) => this with { Rule = rule, Schedule = schedule };

    /// <summary>How parameters move, the rule left to its default when absent.</summary>
    internal Experiment By(Option<Rule> rule, Schedule schedule) => this with { Rule = rule, Schedule = schedule };

    /// <summary>Which examples each step sees.</summary>
    /// <param name="sampler">The sampler.</param>
    public Experiment Sampling(Sampler sampler) => this with { Sampler = sampler };

    /// <summary>Where the run starts.</summary>
    /// <param name="scale">Initial weights have standard deviation scale * sqrt(2 / fan-in); positive.</param>
    /// <param name="seed">The root key of splits, weights, batches and noise.</param>
    public Experiment StartingAt(double scale = 1, ulong seed = 1) => this with { Scale = scale, Seed = seed };

    /// <summary>When the run ends before its cap, besides when it is stationary or stalled.</summary>
    /// <param name="rules">Stopping rules.</param>
    public Experiment Until(params ReadOnlySpan<StoppingRule> rules) => this with { StoppingRules = Training.StoppingRules.Default.AddRange(rules.ToArray()) };

    /// <summary>The step at which the run ends at the latest.</summary>
    /// <param name="steps">0 or more.</param>
    public Experiment AtMost(long steps) => this with { StepCap = steps };

    /// <summary>What is recorded.</summary>
    /// <param name="probes">Probes.</param>
    public Experiment Recording(params ReadOnlySpan<Probe> probes) => this with { Probes = new Arr<Probe>(probes.ToArray()) };

    /// <summary>What is recorded besides what would be anyway; <see cref="RunProbes.All"/> has what is too dear for every run.</summary>
    /// <param name="probes">Probes.</param>
    public Experiment RecordingAlso(params ReadOnlySpan<Probe> probes) => this with { MoreProbes = MoreProbes.AddRange(probes.ToArray()) };

    /// <summary>At which steps it is recorded.</summary>
    /// <param name="observations">The schedule of observations.</param>
    public Experiment Observing(ObservationSchedule observations) => this with { Observations = observations };

    /// <summary>Hands a resumable state to the run's control now and then.</summary>
    /// <param name="steps">Steps between two checkpoints; 0 for none.</param>
    public Experiment CheckpointingEvery(long steps) => this with { CheckpointInterval = steps };

    /// <summary>Judges the exact laws of gradient steps at every step: N1, N5 to N9, N11, N13, N15 and N33, each where it applies.</summary>
    /// <remarks>Changes nothing of the run; the verdicts are among <see cref="FinishedExperiment.Verdicts"/>, the numbers in <see cref="FinishedExperiment.Monitored"/>.</remarks>
    public Experiment Monitoring() => this with { Monitors = LawMonitors.All };

    /// <summary>Judges some exact laws at every step.</summary>
    /// <param name="monitors">Which, in any order; none for none.</param>
    public Experiment Monitoring(params ReadOnlySpan<LawMonitor> monitors)
    {
        var chosen = monitors.ToArray();
        return this with { Monitors = LawMonitors.All.Filter(m => chosen.Contains(m)) };
    }

    /// <summary>The arithmetic.</summary>
    /// <param name="numerics">The policy.</param>
    public Experiment On(NumericsPolicy numerics) => this with { Numerics = numerics };

    /// <summary>Checks everything and makes the plan and the state it starts from.</summary>
    /// <returns>The prepared experiment, or every error at once.</returns>
    public Validation<Error, PreparedExperiment> Prepare() => Preparation.Of(this);

    /// <summary>Runs to the end.</summary>
    /// <param name="control">Progress, checkpoints and cancellation.</param>
    /// <returns>The finished experiment, or every error at once; however the run itself ends is a result.</returns>
    public Validation<Error, FinishedExperiment> TryRun(RunControl? control = null) => Prepare().Bind(prepared => prepared.Run(control));

    /// <summary>Runs to the end.</summary>
    /// <param name="control">Progress, checkpoints and cancellation.</param>
    /// <exception cref="InvalidInputException">The description does not fit together; the message says what to change.</exception>
    public FinishedExperiment Run(RunControl? control = null) => TryRun(control).IfFail(static errors => throw new InvalidInputException(errors));

    /// <summary>The policy in force.</summary>
    internal NumericsPolicy Policy => Numerics.IfNone(static () => NumericsPolicies.Default(1));
}
