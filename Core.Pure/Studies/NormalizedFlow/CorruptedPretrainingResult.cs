using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Tables, figure and expected outcomes of <see cref="CorruptedPretraining"/>.</summary>
internal static class CorruptedPretrainingResult
{
    internal static StudyResult Of(Arr<DigitsRun> runs, Arr<double> fractions, int classes)
    {
        var factor = new CommonFactor(runs, "corruption", classes);
        var accuracy = DigitsRun.Means(runs, fractions, static r => 1 - r.TestError);
        var margins = DigitsRun.Means(runs, fractions, static r => r.Margin);
        var half = fractions.ToArray().AsSpan().IndexOf(0.5);
        var last = fractions.Count - 1;
        var (train, test) = (DigitsRun.Of(runs, static r => r.NormalizedTrainLoss), DigitsRun.Of(runs, static r => r.NormalizedTestLoss));
        return new(
            FormattableString.Invariant($"{DigitsRun.Count(runs)}. Pre-training with corruption {fractions[last]} leaves a mean minimal margin of {margins[last]:G3} against {margins[0]:G3}, and a test accuracy of {accuracy[last]:P1} against {accuracy[0]:P1}."),
            Array(DigitsRun.Table("Every run at its end", "corruption", runs), factor.Table), Array(Figure(runs, fractions, factor)),
            Array(
                DigitsRun.Fitted("corrupted-pretraining.interpolation", "The clean labels are fitted without an error, down to the loss asked for, from every start.", runs),
                Outcomes.AtLeast("corrupted-pretraining.accuracy", "Pre-training with half of the labels corrupted costs at least 0.02 of test accuracy (means).", half < 0 ? double.NaN : DigitsRun.Compared(runs, accuracy[0] - accuracy[half]), 0.02),
                Outcomes.AtMost("corrupted-pretraining.margin", "After pre-training on the most corrupted labels the mean minimal margin is at most half of that after the least corrupted.", DigitsRun.Compared(runs, margins[last] / margins[0]), 0.5, "ratio of means"),
                Outcomes.AtLeast("corrupted-pretraining.correlation", "Normalized test and training loss correlate above 0.999.", DigitsRun.Compared(runs, Statistics.Correlation(train.Span, test.Span)), 0.999)),
            Array(factor.Caveat), Array(DigitsRun.Trajectories("corruption", runs, 1)));
    }

    private static Figure Figure(Arr<DigitsRun> runs, Arr<double> fractions, CommonFactor factor)
    {
        var corruption = new Axis("corruption of the labels of the pre-training");
        return new(
            "corrupted-pretraining", "After training on clean labels to the same loss",
            Array(
                new Panel("Test accuracy", corruption, new Axis("fraction right"), DigitsRun.MeanAndRuns(runs, fractions, static r => 1 - r.TestError)),
                new Panel("Minimal margin", corruption, new Axis("minimal margin / P"), DigitsRun.MeanAndRuns(runs, fractions, static r => r.Margin)),
                new Panel("Product norm", corruption, new Axis("P"), DigitsRun.MeanAndRuns(runs, fractions, static r => r.ProductNorm)),
                new Panel(
                    "Normalized losses", new Axis("normalized training loss"), new Axis("normalized test loss"),
                    DigitsRun.ByReplicate(runs, static r => r.NormalizedTrainLoss, static r => r.NormalizedTestLoss))),
            "Lines join the means over the replicates. The clean labels are fitted from every start, but the norms gathered on corrupted labels stay. " + factor.Caveat);
    }
}
