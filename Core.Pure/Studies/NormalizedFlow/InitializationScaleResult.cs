using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Tables, figures and expected outcomes of <see cref="InitializationScale"/>.</summary>
internal static class InitializationScaleResult
{
    internal static StudyResult Of(Arr<DigitsRun> runs, Arr<double> scales, int classes)
    {
        var factor = new CommonFactor(runs, "scale", classes);
        var (train, test, errors) = (DigitsRun.Of(runs, static r => r.NormalizedTrainLoss), DigitsRun.Of(runs, static r => r.NormalizedTestLoss), DigitsRun.Of(runs, static r => r.TestError));
        var (correlation, slope) = (Statistics.Correlation(train.Span, test.Span), Statistics.Slope(train.Span, test.Span));
        var margins = DigitsRun.Means(runs, scales, static r => r.Margin);
        return new(
            FormattableString.Invariant($"{DigitsRun.Count(runs)}; their test errors range from {errors.ToArray().Min():P1} to {errors.ToArray().Max():P1}. Normalized test loss against normalized training loss: slope {slope:F4}, correlation {correlation:F6}."),
            Array(DigitsRun.Table("Every run at its end", "scale", runs), factor.Table),
            Array(Along(runs.Filter(static r => r.Replicate == 0), classes), Ends(runs, factor, train, test, slope)),
            Array(
                DigitsRun.Fitted("initialization-scale.interpolation", "Every run is fitted without a training error, down to the loss asked for.", runs),
                Outcomes.AtLeast("initialization-scale.correlation", "Normalized test and training loss correlate above 0.999.", DigitsRun.Compared(runs, correlation), 0.999),
                Outcomes.Near("initialization-scale.slope", "The slope of the normalized test loss against the normalized training loss lies between 0.85 and 1.15.", DigitsRun.Compared(runs, slope), 1, 0.15),
                Outcomes.AtLeast(
                    "initialization-scale.rank", "The normalized test loss ranks the test errors: Spearman's correlation is above 0.6.", DigitsRun.Compared(runs, Statistics.RankCorrelation(test.Span, errors.Span)), 0.6),
                Outcomes.AtLeast(
                    "initialization-scale.margin", "The mean minimal margin over P falls by a factor of at least 20 from the smallest to the largest scale.", DigitsRun.Compared(runs, margins[0] / margins[margins.Length - 1]), 20),
                Outcomes.AtMost("initialization-scale.monotone", "It falls from every scale to the next.", DigitsRun.Compared(runs, LargestRatio(margins)), 1, "largest ratio of neighbors")),
            Array(factor.Caveat), Array(DigitsRun.Trajectories("scale", runs, 1)));
    }

    private static double LargestRatio(Vector margins) =>
        margins.Length < 2 ? double.NaN : Enumerable.Range(1, margins.Length - 1).Max(i => margins[i] / margins[i - 1]);

    private static Figure Along(Arr<DigitsRun> runs, int classes)
    {
        Series Path(DigitsRun run, string column) => new(FormattableString.Invariant($"scale {run.Value}"), run.Column("train." + column), run.Column("test." + column));
        return new(
            "along-training", "Test against training loss along the training, replicate 0",
            Array(
                new Panel("Raw", new Axis("mean training cross-entropy", AxisScale.Logarithmic), new Axis("mean test cross-entropy", AxisScale.Logarithmic), runs.Map(r => Path(r, "loss")).ToArr()),
                new Panel("Outputs divided by P", new Axis("mean training cross-entropy"), new Axis("mean test cross-entropy"), runs.Map(r => Path(r, "normalizedLoss")).ToArr())),
            FormattableString.Invariant($"Training runs from right to left. Raw, every run ends at the same training loss, which says nothing of its test loss. With the outputs divided by the product norm, all losses begin near log C = {Elementary.Log(classes):F4}, and larger scales stay there."));
    }

    private static Figure Ends(Arr<DigitsRun> runs, CommonFactor factor, Vector train, Vector test, double slope)
    {
        var (from, to) = (train.ToArray().Min(), train.ToArray().Max());
        double Fit(double x) => Statistics.Mean(test.Span) + (slope * (x - Statistics.Mean(train.Span)));
        return new(
            "initialization-scale", "At the end, one point per run",
            Array(
                new Panel(
                    "Normalized losses", new Axis("normalized training loss"), new Axis("normalized test loss"),
                    DigitsRun.ByReplicate(runs, static r => r.NormalizedTrainLoss, static r => r.NormalizedTestLoss)
                        .Add(new Series(FormattableString.Invariant($"slope {slope:F3}"), Vector.Of(from, to), Vector.Of(Fit(from), Fit(to)), SeriesStyle.Dashed))),
                new Panel("Test error", new Axis("normalized test loss"), new Axis("fraction of errors"), DigitsRun.ByReplicate(runs, static r => r.NormalizedTestLoss, static r => r.TestError)),
                new Panel(
                    "Minimal margin", new Axis("scale of the initialization", AxisScale.Logarithmic), new Axis("minimal margin / P", AxisScale.Logarithmic),
                    DigitsRun.ByReplicate(runs, static r => r.Value, static r => r.Margin)),
                new Panel(
                    "Beyond the common factor", new Axis("scale of the initialization", AxisScale.Logarithmic), new Axis(CommonFactor.Ratio), DigitsRun.ByReplicate(runs, static r => r.Value, factor.Of))),
            factor.Caveat);
    }
}
