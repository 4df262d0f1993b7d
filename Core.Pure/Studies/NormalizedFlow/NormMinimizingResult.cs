using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Tables, figure and expected outcomes of <see cref="NormMinimizing"/>.</summary>
internal static class NormMinimizingResult
{
    internal static StudyResult Of(Arr<DigitsRun> runs, Arr<LeastSquaresRun> squares, Arr<double> scales)
    {
        var plain = DigitsRun.Means(runs.Filter(static r => r.Rule == NormMinimizing.Plain), scales, static r => r.Margin);
        var minimizing = DigitsRun.Means(runs.Filter(static r => r.Rule == NormMinimizing.Minimizing), scales, static r => r.Margin);
        return new(
            FormattableString.Invariant($"Mean minimal margins from initial scales {string.Join(" and ", scales)}: {Text(plain)} without decay, {Text(minimizing)} with the decay that vanishes slowly."),
            Array(DigitsRun.Table("Every network at its end", "scale", runs), Squares(squares)), Array(OnSquares(squares), OnDigits(runs)),
            Array(
                Outcomes.AtMost("norm-minimizing.agreement", "With the vanishing decay the mean minimal margins from all initial scales agree within 10 %.", Spread(minimizing), 1.1, "largest over smallest"),
                Outcomes.AtLeast("norm-minimizing.control", "Without it they differ by a factor of at least 1.3.", Spread(plain), 1.3, "largest over smallest")) + OfSquares(squares),
            Array("Convergence to the minimum norm is a theorem for convex problems only; for deep networks the vanishing decay is a heuristic."),
            Array(DigitsRun.Trajectories("scale", runs, 10)));
    }

    private static Arr<Verdict> OfSquares(Arr<LeastSquaresRun> squares)
    {
        LeastSquaresRun Of(string name) => squares.Find(s => s.Name == name).IfNone(() => throw new KeyNotFoundException(name));
        var (none, summable, constant) = (Of(NormMinimizingLeastSquares.None), Of(NormMinimizingLeastSquares.Summable), Of(NormMinimizingLeastSquares.Constant));
        return Array(
            Outcomes.Near("N35", "On least squares the distance to the minimum-norm solution falls like 1/k over the last decade of steps when the decay is 1/(k + 2).", Slope(Of(NormMinimizingLeastSquares.Vanishing)), -1, 0.05, "slope of log distance over log k"),
            Outcomes.Near("N35.halpern", "So it does for Halpern's iteration.", Slope(Of(NormMinimizingLeastSquares.Anchored)), -1, 0.05, "slope of log distance over log k"),
            Outcomes.AtMost(
                "N35.null-space", "After K steps the part of the start in the null space is multiplied by exactly the product of 1 - lambda_k: 1/(K + 1) for 1/(k + 2), (K + 2)/(2 (K + 1)) for its square.",
                squares.Map(static s => s.NullError).Max(), 1e-10, "largest difference over the start, all rules"),
            Outcomes.Near("norm-minimizing.summable", "With a summable decay it stops half-way: half of the distance without decay is left.", summable.End / none.End, 0.5, 0.01, "ratio of final distances"),
            Outcomes.AtMost(
                "norm-minimizing.constant", "A constant decay ends at the ridge solution, not at the minimum norm.", constant.RidgeDistance / constant.End, 1e-3, "distance to the ridge solution over that to the minimum norm"));
    }

    // Margins below 0 are those of networks that still err: nothing to compare.
    private static double Spread(Vector means) => means.ToArray().Min() is var least && least > 0 ? means.ToArray().Max() / least : double.NaN;

    private static string Text(Vector means) => string.Join(" and ", means.ToArray().Select(static m => FormattableString.Invariant($"{m:F4}")));

    private static double Slope(LeastSquaresRun run) => Statistics.LogLogSlope(run.Step.Span, run.Distance.Span, run.Step[run.Step.Length - 1] / 10, run.Step[run.Step.Length - 1]);

    private static Table Squares(Arr<LeastSquaresRun> squares) => new(
        "least-squares", FormattableString.Invariant($"Least squares, {NormMinimizingLeastSquares.Equations} equations in {NormMinimizingLeastSquares.Unknowns} unknowns"),
        Array("rule", "steps", "distance to the minimum norm at the start", "at the end", "slope over the last decade", "null-space factor", "its relative error"),
        squares.Map(static s => Array<Cell>(s.Name, s.Step[s.Step.Length - 1], s.Distance[0], s.End, Slope(s), s.NullFactor, s.NullError)).ToArr());

    private static Figure OnSquares(Arr<LeastSquaresRun> squares) => new(
        "least-squares", "Least squares",
        Array(new Panel(
            "Distance", new Axis("step k", AxisScale.Logarithmic), new Axis("distance to the minimum norm", AxisScale.Logarithmic),
            squares.Map(static s => new Series(s.Name, Vector.Of(s.Step.Span[1..]), Vector.Of(s.Distance.Span[1..]))).ToArr())),
        "The decay 1/(k + 2) and Halpern's iteration, which coincide, lead to the solution of minimum norm; a summable decay stops half-way, a constant one at the ridge solution.");

    private static Figure OnDigits(Arr<DigitsRun> runs) => new(
        "norm-minimizing", "Digits, one panel per replicate",
        runs.Map(static r => r.Replicate).Distinct().Map(i => new Panel(
            $"Replicate {i}", new Axis("step k"), new Axis("minimal margin / P"), runs.Filter(r => r.Replicate == i).Map(static r => Course(r)).ToArr())).ToArr(),
        "Without decay the initialization decides on the margin; with the decay that vanishes slowly both end with one margin. Every fifth record is drawn; margins below 0 are not.");

    private static Series Course(DigitsRun run)
    {
        var (rows, margins) = (run.Run.Rows, run.Column("normalizedMargin"));
        int[] drawn = [.. Enumerable.Range(0, margins.Length).Where(i => i % 5 == 0 && margins[i] > 0)];
        return new(FormattableString.Invariant($"{run.Rule}, scale {run.Value}"), Vector.Of([.. drawn.Select(i => (double)rows[i].Step)]), Vector.Of([.. drawn.Select(i => margins[i])]));
    }
}
