using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Tables, figure and expected outcomes of <see cref="InitializationScale"/>.</summary>
internal static class InitializationScaleResult
{
    internal static StudyResult Of(Arr<DigitsRun> runs, Arr<double> scales, int classes)
    {
        var train = Column(runs, static r => r.NormalizedTrainLoss);
        var test = Column(runs, static r => r.NormalizedTestLoss);
        var (correlation, slope) = (Statistics.Correlation(train.Span, test.Span), Statistics.Slope(train.Span, test.Span));
        var rank = Statistics.RankCorrelation(test.Span, Column(runs, static r => r.TestError).Span);
        var margins = DigitsRun.Means(runs, scales, static r => r.Margin);
        return new(
            FormattableString.Invariant($"All runs end at the same training loss; their test errors range from {runs.Map(static r => r.TestError).Min():P1} to {runs.Map(static r => r.TestError).Max():P1}. Normalized test loss against normalized training loss: slope {slope:F4}, correlation {correlation:F6}."),
            Array(DigitsRun.Table("Every run at its end", runs), Ratios(runs, classes)), Array(Figure(runs, train, test)),
            Array(
                Outcomes.AtMost("initialization-scale.interpolation", "Every run ends without a training error at the loss asked for.", runs.Filter(static r => !r.Reached || r.TrainError > 0).Count, 0, "runs that did not"),
                Outcomes.AtLeast("initialization-scale.correlation", "Normalized test and training loss correlate above 0.999.", correlation, 0.999),
                Outcomes.Near("initialization-scale.slope", "The slope of the normalized test loss against the normalized training loss lies between 0.85 and 1.15.", slope, 1, 0.15),
                Outcomes.AtLeast("initialization-scale.rank", "The normalized test loss ranks the test errors: Spearman's correlation is above 0.6.", rank, 0.6),
                Outcomes.AtLeast("initialization-scale.margin", "The mean minimal margin over P falls by a factor of at least 20 from the smallest to the largest scale.", margins[0] / margins[margins.Length - 1], 20)),
            Array("Most of the correlation is the common factor 1/P: normalized losses differ from log C by about the mean margin over P. The ratios (log C - test) / (log C - train) in the second table are free of it."),
            Array(TrajectoryTables.Stacked("trajectory", "run", [.. runs.Map(static r => ($"{r.Label}, replicate {r.Replicate}", r.Run))], 1)));
    }

    private static Vector Column(Arr<DigitsRun> runs, Func<DigitsRun, double> of) => Vector.Of([.. runs.Map(of)]);

    private static Table Ratios(Arr<DigitsRun> runs, int classes) => new(
        "ratios", "What the normalized losses say beyond the common factor 1/P", Array("run", "replicate", "(log C - test) / (log C - train)", "test error"),
        runs.Map(r => Array<Cell>(r.Label, $"{r.Replicate}", (Elementary.Log(classes) - r.NormalizedTestLoss) / (Elementary.Log(classes) - r.NormalizedTrainLoss), r.TestError)).ToArr());

    private static Figure Figure(Arr<DigitsRun> runs, Vector train, Vector test) => new(
        "initialization-scale", "Test against training loss",
        Array(
            new Panel("Raw", new Axis("mean training cross-entropy"), new Axis("mean test cross-entropy", AxisScale.Logarithmic), Array(new Series("runs", Column(runs, static r => r.TrainLoss), Column(runs, static r => r.TestLoss), SeriesStyle.Points))),
            new Panel("Normalized by P", new Axis("training"), new Axis("test"), Array(new Series("runs", train, test, SeriesStyle.Points))),
            new Panel("Test error", new Axis("normalized test loss"), new Axis("fraction of errors"), Array(new Series("runs", test, Column(runs, static r => r.TestError), SeriesStyle.Points))),
            new Panel("Margin", new Axis("scale of the initialization", AxisScale.Logarithmic), new Axis("minimal margin / P", AxisScale.Logarithmic), Array(new Series("runs", Column(runs, static r => r.Value), Column(runs, static r => r.Margin), SeriesStyle.Points)))),
        "Left: all training losses are equal and say nothing. Next: normalized losses lie on a line, mostly because of the common factor 1/P (see the caveat).");
}
