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
/// <param name="Rule">The rule, where a study compares rules; else empty.</param>
/// <param name="Value">The varied quantity.</param>
/// <param name="Replicate">The number of the replicate.</param>
/// <param name="Run">The recorded run.</param>
internal sealed record DigitsRun(string Rule, double Value, int Replicate, Trajectory Run)
{
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

    private string Ended => Run.Outcome.Match(
        static _ => "target", static _ => "stationary", static _ => "stalled", static _ => "diverged", static _ => "cap of steps", static _ => "cancelled");

    private bool Fits => Reached && TrainError == 0;

    internal double End(string column) => Run.Column(column).Map(static c => c[c.Length - 1]).IfNone(double.NaN);

    /// <summary>The recorded values of a quantity.</summary>
    internal Vector Column(string name) => Run.Column(name).IfNone(Vector.Empty);

    /// <summary>What tells the run from the others of its study.</summary>
    internal string Name(string varied) => FormattableString.Invariant($"{(Rule.Length == 0 ? "" : Rule + ", ")}{varied} {Value}, replicate {Replicate}");

    /// <summary>The probes of every such run.</summary>
    internal static Arr<Probe> Probes(Dataset train, Dataset test) => Array<Probe>(
        new LossProbe(), new NormProbe(), new MarginProbe(), new StepProbe(), new HoldoutProbe(train, "train"), new HoldoutProbe(test, "test"));

    /// <summary>Whether all runs were fitted to the loss asked for, on which every comparison of them rests.</summary>
    internal static Verdict Fitted(string id, string statement, Arr<DigitsRun> runs) => Outcomes.AtMost(id, statement, runs.Filter(static r => !r.Fits).Count, 0, "runs that were not");

    /// <summary>A comparison of runs, which exists only when all were fitted.</summary>
    internal static double Compared(Arr<DigitsRun> runs, double measured) => runs.ForAll(static r => r.Fits) ? measured : double.NaN;

    /// <summary>How many runs were fitted, as the beginning of a summary.</summary>
    internal static string Count(Arr<DigitsRun> runs) => runs.ForAll(static r => r.Fits)
        ? $"All {runs.Count} runs end at the training loss asked for"
        : $"Only {runs.Filter(static r => r.Fits).Count} of {runs.Count} runs end at the training loss asked for, without a training error";

    /// <summary>All runs below each other.</summary>
    /// <param name="title">The title above the table.</param>
    /// <param name="varied">The name of the varied quantity.</param>
    /// <param name="runs">The runs, all with a rule or all without.</param>
    internal static Table Table(string title, string varied, Arr<DigitsRun> runs)
    {
        var hasRules = runs.Exists(static r => r.Rule.Length > 0);
        return new(
            "runs", title,
            (hasRules ? Array("rule") : Arr<string>.Empty) + Array(
                varied, "replicate", "steps", "ended at", "train loss", "train error", "test loss", "test error", "normalized train loss", "normalized test loss", "product norm P", "minimal margin / P", "smoothed margin / P"),
            runs.Map(r => (hasRules ? Array<Cell>(r.Rule) : Arr<Cell>.Empty) + Array<Cell>(
                r.Value, $"{r.Replicate}", r.Steps, r.Ended, r.TrainLoss, r.TrainError, r.TestLoss, r.TestError, r.NormalizedTrainLoss, r.NormalizedTestLoss, r.ProductNorm, r.Margin, r.SmoothedMargin)).ToArr());
    }

    /// <summary>The recorded quantities of all runs.</summary>
    internal static Table Trajectories(string varied, Arr<DigitsRun> runs, int every) =>
        TrajectoryTables.Stacked("trajectory", "run", [.. runs.Map(r => (r.Name(varied), r.Run))], every);

    /// <summary>One number of every run.</summary>
    internal static Vector Of(Arr<DigitsRun> runs, Func<DigitsRun, double> of) => Vector.Of([.. runs.Map(of)]);

    /// <summary>The mean over replicates of each value, in the order of the values.</summary>
    internal static Vector Means(Arr<DigitsRun> runs, Arr<double> values, Func<DigitsRun, double> of) =>
        Vector.Of([.. values.Map(v => Statistics.Mean([.. runs.Filter(r => r.Value == v).Map(of)]))]);

    /// <summary>The mean over replicates as a line, every run as a point.</summary>
    internal static Arr<Series> MeanAndRuns(Arr<DigitsRun> runs, Arr<double> values, Func<DigitsRun, double> of) => Array(
        new Series("mean", Vector.Of([.. values]), Means(runs, values, of)),
        new Series("runs", Of(runs, static r => r.Value), Of(runs, of), SeriesStyle.Points));

    /// <summary>One number of every run against another, one series of points for each replicate.</summary>
    internal static Arr<Series> ByReplicate(Arr<DigitsRun> runs, Func<DigitsRun, double> x, Func<DigitsRun, double> y) =>
        runs.Map(static r => r.Replicate).Distinct().Map(i => runs.Filter(r => r.Replicate == i))
            .Map(group => new Series($"replicate {group[0].Replicate}", Of(group, x), Of(group, y), SeriesStyle.Points)).ToArr();
}
