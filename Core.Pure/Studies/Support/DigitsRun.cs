using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>Where a relu network on real data ended, in the numbers that the studies compare.</summary>
/// <param name="Label">What tells the run apart in tables.</param>
/// <param name="Value">The varied quantity.</param>
/// <param name="Replicate">The number of the replicate.</param>
/// <param name="Run">The recorded run.</param>
internal sealed record DigitsRun(string Label, double Value, int Replicate, Trajectory Run)
{
    internal static Arr<string> Heads { get; } = Array(
        "run", "value", "replicate", "steps", "outcome", "train loss", "train error", "test loss", "test error", "normalized train loss", "normalized test loss", "product norm P", "minimal margin / P", "smoothed margin / P");

    internal double Steps => Run.Final.Step;

    internal bool Reached => Run.Outcome is RunOutcome.TargetReached;

    internal double TrainLoss => End("train.loss");

    internal double TrainError => End("train.error");

    internal double TestLoss => End("test.loss");

    internal double TestError => End("test.error");

    internal double NormalizedTrainLoss => End("train.normalizedLoss");

    internal double NormalizedTestLoss => End("test.normalizedLoss");

    internal double ProductNorm => End("productNorm");

    internal double Margin => End("normalizedMargin");

    internal double SmoothedMargin => End("smoothedMargin");

    internal double Psi => End("psi");

    internal Arr<Cell> Row => Array<Cell>(
        Label, Value, $"{Replicate}", Steps, Run.Outcome.Word, TrainLoss, TrainError, TestLoss, TestError, NormalizedTrainLoss, NormalizedTestLoss, ProductNorm, Margin, SmoothedMargin);

    internal double End(string column) => Run.Column(column).Map(static c => c[c.Length - 1]).IfNone(double.NaN);

    /// <summary>The probes of every such run.</summary>
    internal static Arr<Probe> Probes(Dataset train, Dataset test) => Array<Probe>(
        new LossProbe(), new NormProbe(), new MarginProbe(), new StepProbe(), new HoldoutProbe(train, "train"), new HoldoutProbe(test, "test"));

    /// <summary>All runs below each other.</summary>
    internal static Table Table(string title, Arr<DigitsRun> runs) => new("runs", title, Heads, runs.Map(static r => r.Row).ToArr());

    /// <summary>The mean over replicates of each value, in the order of the values.</summary>
    internal static Vector Means(Arr<DigitsRun> runs, Arr<double> values, Func<DigitsRun, double> of) =>
        Vector.Of([.. values.Map(v => Statistics.Mean([.. runs.Filter(r => r.Value == v).Map(of)]))]);
}
