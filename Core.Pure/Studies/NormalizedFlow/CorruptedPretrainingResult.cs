using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Table, figure and expected outcomes of <see cref="CorruptedPretraining"/>.</summary>
internal static class CorruptedPretrainingResult
{
    internal static StudyResult Of(Arr<DigitsRun> runs, Arr<double> fractions)
    {
        var accuracy = DigitsRun.Means(runs, fractions, static r => 1 - r.TestError);
        var margins = DigitsRun.Means(runs, fractions, static r => r.Margin);
        var half = fractions.ToArray().AsSpan().IndexOf(0.5);
        var last = fractions.Count - 1;
        var (train, test) = (Column(runs, static r => r.NormalizedTrainLoss), Column(runs, static r => r.NormalizedTestLoss));
        return new(
            FormattableString.Invariant($"At the same final training loss, pre-training with corruption {fractions[last]} leaves a mean minimal margin of {margins[last]:G3} against {margins[0]:G3}, and a test accuracy of {accuracy[last]:P1} against {accuracy[0]:P1}."),
            Array(DigitsRun.Table("Every run at its end", runs)), Array(Figure(runs, fractions, train, test)),
            Array(
                Outcomes.AtLeast("corrupted-pretraining.accuracy", "Pre-training with half of the labels corrupted costs at least 0.02 of test accuracy (means).", half < 0 ? double.NaN : accuracy[0] - accuracy[half], 0.02),
                Outcomes.AtMost("corrupted-pretraining.margin", "After pre-training on the most corrupted labels the mean minimal margin is at most half of that after the least corrupted.", margins[last] / margins[0], 0.5, "ratio of means"),
                Outcomes.AtLeast("corrupted-pretraining.correlation", "Normalized test and training loss correlate above 0.999.", Statistics.Correlation(train.Span, test.Span), 0.999)),
            Array("Most of the correlation of the normalized losses is the common factor 1/P."),
            Array(TrajectoryTables.Stacked("trajectory", "run", [.. runs.Map(static r => ($"{r.Label}, replicate {r.Replicate}", r.Run))], 1)));
    }

    private static Vector Column(Arr<DigitsRun> runs, Func<DigitsRun, double> of) => Vector.Of([.. runs.Map(of)]);

    private static Figure Figure(Arr<DigitsRun> runs, Arr<double> fractions, Vector train, Vector test)
    {
        var x = Vector.Of([.. fractions]);
        Series Mean(Func<DigitsRun, double> of) => new("mean over replicates", x, DigitsRun.Means(runs, fractions, of));
        return new(
            "corrupted-pretraining", "After training on clean labels to the same loss",
            Array(
                new Panel("Test accuracy", new Axis("corruption of the pre-training"), new Axis("fraction right"), Array(Mean(static r => 1 - r.TestError))),
                new Panel("Minimal margin", new Axis("corruption of the pre-training"), new Axis("minimal margin / P"), Array(Mean(static r => r.Margin))),
                new Panel("Product norm", new Axis("corruption of the pre-training"), new Axis("P"), Array(Mean(static r => r.ProductNorm))),
                new Panel("Normalized losses", new Axis("training"), new Axis("test"), Array(new Series("runs", train, test, SeriesStyle.Points)))),
            "The clean labels are fitted from every start, but the norms gathered on corrupted labels stay.");
    }
}
