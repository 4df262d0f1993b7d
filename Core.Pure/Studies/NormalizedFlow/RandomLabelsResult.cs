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
            FormattableString.Invariant($"From corruption {fractions[0]} to {fractions[last]} the product norm at equal training loss goes from {norms[0]:F0} to {norms[last]:F0} and the smoothed margin from {margins[0]:G3} to {margins[last]:G3}."),
            Array(DigitsRun.Table("Every run at its end", runs)), Array(Figure(runs, fractions)), Verdicts(runs, fractions, norms, margins),
            Array("Corrupted labels are drawn among all classes, the true one included. The test labels are the natural ones."),
            Array(TrajectoryTables.Stacked("trajectory", "run", [.. runs.Map(static r => ($"{r.Label}, replicate {r.Replicate}", r.Run))], 1)));
    }

    private static Arr<Verdict> Verdicts(Arr<DigitsRun> runs, Arr<double> fractions, Vector norms, Vector margins) => Array(
        Outcomes.AtMost(
            "random-labels.interpolation", "Every corruption is fitted without a training error, down to the loss asked for.", runs.Filter(static r => !r.Reached || r.TrainError > 0).Count, 0, "runs that did not"),
        Outcomes.AtLeast("random-labels.norm", "Fitting the most corrupted labels takes at least 3 times the product norm that the least corrupted take.", norms[norms.Length - 1] / norms[0], 3, "ratio of means"),
        Outcomes.AtMost("random-labels.margin", "The mean smoothed margin decreases with the corruption up to 0.8 (slack 5 %).", Rise(fractions, margins), 1.05, "largest ratio of neighbors"));

    private static double Rise(Arr<double> fractions, Vector margins)
    {
        var rise = double.NaN;
        for (var i = 1; i < margins.Length && fractions[i] <= 0.8; i++)
            rise = double.IsNaN(rise) ? margins[i] / margins[i - 1] : Math.Max(rise, margins[i] / margins[i - 1]);
        return rise;
    }

    private static Figure Figure(Arr<DigitsRun> runs, Arr<double> fractions)
    {
        var x = Vector.Of([.. fractions]);
        Series Mean(string name, Func<DigitsRun, double> of) => new(name, x, DigitsRun.Means(runs, fractions, of));
        return new(
            "random-labels", "At equal training loss, against the fraction of random labels",
            Array(
                new Panel("Product norm", new Axis("corruption"), new Axis("P"), Array(Mean("mean over replicates", static r => r.ProductNorm))),
                new Panel("Margins", new Axis("corruption"), new Axis("margin / P", AxisScale.Logarithmic), Array(Mean("minimal", static r => r.Margin), Mean("smoothed", static r => r.SmoothedMargin))),
                new Panel("Steps to the loss", new Axis("corruption"), new Axis("steps"), Array(Mean("mean over replicates", static r => r.Steps))),
                new Panel("Test error", new Axis("corruption"), new Axis("fraction of errors"), Array(Mean("test", static r => r.TestError)))),
            "Means over the replicates. Norms grow and margins shrink with the corruption, although all runs end at the same training loss.");
    }
}
