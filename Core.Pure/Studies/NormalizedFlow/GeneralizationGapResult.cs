using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>One training run of <see cref="GeneralizationGap"/>.</summary>
internal sealed record GapRun(int Replicate, int Examples, double TrainLoss, double TestLoss, double TrainError, double TestError)
{
    internal static GapRun Of(int replicate, int examples, Trajectory run)
    {
        double End(string column) => run.Column(column).Map(static c => c[c.Length - 1]).IfNone(double.NaN);
        // The objective is a sum; probes on other data report means.
        return new(replicate, examples, End("train.loss"), End("test.loss"), End("train.error"), End("test.error"));
    }

    internal double Gap => TestLoss - TrainLoss;

    internal double ErrorGap => TestError - TrainError;
}

/// <summary>Table, figure and expected outcomes of <see cref="GeneralizationGap"/>.</summary>
internal static class GeneralizationGapResult
{
    internal static StudyResult Of(Arr<GapRun> runs, Arr<int> sizes)
    {
        var x = Vector.Of([.. sizes.Map(static n => (double)n)]);
        var gap = Means(runs, sizes, static r => r.Gap);
        var (first, last, slope) = (gap[0], gap[gap.Length - 1], Statistics.LogLogSlope(x.Span, gap.Span, 0, double.MaxValue));
        return new(
            FormattableString.Invariant($"From {sizes[0]} to {sizes[sizes.Count - 1]} examples the gap falls from {first:G3} to {last:G3}, with slope {slope:F2} in logarithms."),
            Array(Summary(runs, sizes)), Array(Figure(runs, sizes, x)),
            Array(
                Outcomes.AtMost("N39", "At fixed architecture and norm the mean gap between test and training loss falls with the number of examples N at least as fast as N^-0.4.", slope, -0.4, "slope of log gap over log N"),
                Outcomes.AtMost("generalization-gap.factor", $"The gap with {sizes[sizes.Count - 1]} examples is less than a tenth of that with {sizes[0]}.", last / first, 0.1, FormattableString.Invariant($"gaps {last:G4} and {first:G4}"))),
            Array("The theorem behind is uniform convergence over the class of unit norm, an upper bound of order N^(-1/2); it says nothing at any fixed N."),
            Array(All(runs)));
    }

    private static Vector Means(Arr<GapRun> runs, Arr<int> sizes, Func<GapRun, double> of) =>
        Vector.Of([.. sizes.Map(n => Statistics.Mean([.. runs.Filter(r => r.Examples == n).Map(of)]))]);

    private static Table Summary(Arr<GapRun> runs, Arr<int> sizes) => new(
        "gaps", "Means over the replicates", Array("examples", "train loss", "test loss", "gap", "train error", "test error", "gap of the error"),
        sizes.Map(n =>
        {
            Cell Mean(Func<GapRun, double> of) => Means(runs, Array(n), of)[0];
            return Array<Cell>(n, Mean(static r => r.TrainLoss), Mean(static r => r.TestLoss), Mean(static r => r.Gap), Mean(static r => r.TrainError), Mean(static r => r.TestError), Mean(static r => r.ErrorGap));
        }).ToArr());

    private static Figure Figure(Arr<GapRun> runs, Arr<int> sizes, Vector x)
    {
        var gap = Means(runs, sizes, static r => r.Gap);
        var root = Vector.Of([.. x.ToArray().Select(n => gap[0] * Math.Sqrt(x[0] / n))]);
        return new(
            "gap", "Test minus training loss at fixed norms",
            Array(
                new Panel(
                    "Gap", new Axis("examples N", AxisScale.Logarithmic), new Axis("test minus train", AxisScale.Logarithmic),
                    Array(new Series("loss", x, gap), new Series("fraction of errors", x, Means(runs, sizes, static r => r.ErrorGap)), new Series("N^(-1/2)", x, root, SeriesStyle.Dashed))),
                new Panel(
                    "Losses", new Axis("examples N", AxisScale.Logarithmic), new Axis("mean logistic loss"),
                    Array(new Series("train", x, Means(runs, sizes, static r => r.TrainLoss)), new Series("test", x, Means(runs, sizes, static r => r.TestLoss))))),
            "Means over the replicates. The dashed line has the slope of the uniform bound through the first point.");
    }

    private static Table All(Arr<GapRun> runs) => new(
        "trajectory", "Every run", Array("replicate", "examples", "trainLoss", "testLoss", "trainError", "testError"),
        runs.Map(static r => Array<Cell>(r.Replicate, r.Examples, r.TrainLoss, r.TestLoss, r.TrainError, r.TestError)).ToArr());
}
