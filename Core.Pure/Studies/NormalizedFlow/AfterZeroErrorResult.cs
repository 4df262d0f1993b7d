using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Tables, figures and verdicts of <see cref="AfterZeroError"/>.</summary>
internal static class AfterZeroErrorResult
{
    /// <summary>The values of psi that the table shows.</summary>
    private static readonly double[] Levels = [-1, 2, 5, 10, 20, 30, 40];

    private const double FirstPlottedPsi = -3;

    internal static StudyResult Of(Arr<Trajectory> runs, int examples, int classes)
    {
        var replicates = runs.Map(run => new AfterZeroErrorReplicate(run, examples, classes));
        return new StudyResult(
            Summary(replicates), Array(Summaries(replicates), AtLevels(replicates)), Array(Figure(replicates)), AfterZeroErrorVerdicts.Of(replicates),
            Array(
                FormattableString.Invariant($"Margins and norms are those of the full training set; errors count ties. The normalized loss divides the outputs by the product norm P, so all of its values lie near log {classes} = {Elementary.Log(classes):F4} and only its direction of change is informative."),
                FormattableString.Invariant($"It is judged once per unit of psi because of the step size: from one step to the next it rises by up to {replicates.Map(static r => r.LargestStepRise).Max():G3} here, and this shrinks with the step (S4 of the theory has figures).")),
            Array(TrajectoryTables.Stacked("trajectory", "replicate", [.. runs.Map((i, run) => ($"{i}", run))], 10)));
    }

    private static string Summary(Arr<AfterZeroErrorReplicate> replicates) => string.Join(" ", replicates.Map(static (i, r) => FormattableString.Invariant(
        $"Replicate {i}: from its minimum {r.TestLoss[r.BestTestLoss]:F3} the test loss rose to {r.TestLoss[r.Last]:F3} while the test error went from {r.TestError[r.BestTestLoss]:P1} to {r.TestError[r.Last]:P1}.")));

    private static Table Summaries(Arr<AfterZeroErrorReplicate> replicates) => new(
        "replicates", "Where each replicate ended",
        Array("replicate", "steps", "accepted", "forced", "final psi", "psi at the last training error", "minimal test loss", "psi there", "final test loss", "test error there", "final test error", "correlation of P and psi", "largest rise of the normalized test loss in a step"),
        replicates.Map(static (i, r) => Array<Cell>(
            $"{i}", r.Step(r.Last), r.Accepted[r.Last], r.Forced[r.Last], r.Psi[r.Last], r.FirstZeroError < 0 ? double.NaN : r.Psi[r.FirstZeroError], r.TestLoss[r.BestTestLoss], r.Psi[r.BestTestLoss],
            r.TestLoss[r.Last], r.TestError[r.BestTestLoss], r.TestError[r.Last], r.NormCorrelation, r.LargestStepRise)).ToArr());

    private static Table AtLevels(Arr<AfterZeroErrorReplicate> replicates) => new(
        "levels", "Along the run, at the first state with psi above a level (mean over the replicates that got there)",
        Array("psi", "replicates", "train loss", "test loss", "test error", "normalized test loss", "product norm P", "minimal margin / P", "smoothed margin / P"),
        Levels.Map(level =>
        {
            var there = replicates.Map(r => (Replicate: r, Row: r.FirstAbove(level))).Filter(static x => x.Row >= 0);
            Cell Mean(Func<AfterZeroErrorReplicate, Vector> column) =>
                there.Count == 0 ? new Cell.Quantity(new Number.Undefined("No replicate got there.")) : there.Sum(x => column(x.Replicate)[x.Row]) / there.Count;
            return Array<Cell>(
                level, there.Count, Mean(static r => r.TrainLoss), Mean(static r => r.TestLoss), Mean(static r => r.TestError), Mean(static r => r.NormalizedTestLoss), Mean(static r => r.ProductNorm),
                Mean(static r => r.NormalizedMargin), Mean(static r => r.SmoothedMargin));
        }).ToArr());

    private static Figure Figure(Arr<AfterZeroErrorReplicate> replicates) => new(
        "after-zero-error", "After the last training error",
        Array(
            Panel(replicates, "Training loss", "mean loss", AxisScale.Logarithmic, ("train", static r => r.TrainLoss)),
            Panel(replicates, "Test loss", "mean loss", AxisScale.Linear, ("test", static r => r.TestLoss)),
            Panel(replicates, "Test error", "fraction of errors", AxisScale.Linear, ("test", static r => r.TestError)),
            Panel(replicates, "Norm", "product norm P", AxisScale.Linear, ("P", static r => r.ProductNorm)),
            Panel(replicates, "Normalized margins", "margin / P", AxisScale.Linear, ("minimal", static r => r.NormalizedMargin), ("smoothed", static r => r.SmoothedMargin)),
            Panel(replicates, "Normalized network", "mean loss", AxisScale.Linear, ("train", static r => r.NormalizedTrainLoss), ("test", static r => r.NormalizedTestLoss))),
        "All panels against psi = -log L, L the summed training loss; the training set is separated where psi exceeds -log log 2 = 0.37. "
        + "The test loss rises with the norm while test error and normalized network hardly move. One line per replicate, from psi = -3 on.");

    private static Panel Panel(Arr<AfterZeroErrorReplicate> replicates, string title, string axis, AxisScale scale, params (string Name, Func<AfterZeroErrorReplicate, Vector> Column)[] columns) => new(
        title, new Axis("psi = -log L"), new Axis(axis, scale),
        columns.Bind(c => replicates.Map(r => new Series(c.Name, Late(r.Psi, r), Late(c.Column(r), r)))).ToArr());

    // The first steps move every quantity by orders of magnitude and would flatten the rest of the plot.
    private static Vector Late(Vector column, AfterZeroErrorReplicate r) => Vector.Of(column.Span[Math.Max(0, r.FirstAbove(FirstPlottedPsi))..]);
}
