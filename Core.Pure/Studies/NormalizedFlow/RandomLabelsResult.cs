using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Table, figure and expected outcomes of <see cref="RandomLabels"/>.</summary>
internal static class RandomLabelsResult
{
    internal static StudyResult Of(Arr<DigitsRun> runs, Arr<double> fractions)
    {
        var norms = DigitsRun.Means(runs, fractions, static r => r.ProductNorm);
        var margins = DigitsRun.Means(runs, fractions, static r => r.SmoothedMargin);
        var last = fractions.Count - 1;
        return new(
            FormattableString.Invariant($"{DigitsRun.Count(runs)}. From corruption {fractions[0]} to {fractions[last]} the product norm goes from {norms[0]:F0} to {norms[last]:F0} and the smoothed margin from {margins[0]:G3} to {margins[last]:G3}."),
            Array(DigitsRun.Table("Every run at its end", "corruption", runs)), Array(Figure(runs, fractions)), Verdicts(runs, fractions, norms, margins),
            Array("Corrupted labels are drawn among all classes, the true one included; at corruption 1 the test labels, which are the natural ones, are met by chance only."),
            Array(DigitsRun.Trajectories("corruption", runs, 1)));
    }

    private static Arr<Verdict> Verdicts(Arr<DigitsRun> runs, Arr<double> fractions, Vector norms, Vector margins) => Array(
        DigitsRun.Fitted("random-labels.interpolation", "Every corruption is fitted without a training error, down to the loss asked for.", runs),
        Outcomes.AtLeast("random-labels.norm", "Fitting the most corrupted labels takes at least 3 times the product norm that the least corrupted take.", DigitsRun.Compared(runs, norms[norms.Length - 1] / norms[0]), 3, "ratio of means"),
        Outcomes.AtMost("random-labels.margin", "The mean smoothed margin decreases with the corruption up to 0.8 (slack 5 %).", DigitsRun.Compared(runs, Rise(fractions, margins)), 1.05, "largest ratio of neighbors"));

    private static double Rise(Arr<double> fractions, Vector margins)
    {
        var rise = double.NaN;
        for (var i = 1; i < margins.Length && fractions[i] <= 0.8; i++)
            rise = double.IsNaN(rise) ? margins[i] / margins[i - 1] : Math.Max(rise, margins[i] / margins[i - 1]);
        return rise;
    }

    private static Figure Figure(Arr<DigitsRun> runs, Arr<double> fractions)
    {
        var corruption = new Axis("corruption, the fraction of labels drawn anew");
        Series Mean(string name, Func<DigitsRun, double> of) => new(name, Vector.Of([.. fractions]), DigitsRun.Means(runs, fractions, of));
        return new(
            "random-labels", "At equal training loss, against the fraction of random labels",
            Array(
                new Panel("Product norm", corruption, new Axis("P"), DigitsRun.MeanAndRuns(runs, fractions, static r => r.ProductNorm)),
                new Panel("Margins", corruption, new Axis("margin / P", AxisScale.Logarithmic), Array(Mean("minimal, mean", static r => r.Margin), Mean("smoothed, mean", static r => r.SmoothedMargin))),
                new Panel("Steps to the training loss", corruption, new Axis("steps"), DigitsRun.MeanAndRuns(runs, fractions, static r => r.Steps)),
                new Panel("Test error", corruption, new Axis("fraction of errors"), DigitsRun.MeanAndRuns(runs, fractions, static r => r.TestError))),
            "Lines join the means over the replicates. Norms grow and margins shrink with the corruption, although all runs end at the same training loss.");
    }
}
