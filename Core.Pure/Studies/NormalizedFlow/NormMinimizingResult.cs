using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Tables, figure and expected outcomes of <see cref="NormMinimizing"/>.</summary>
internal static class NormMinimizingResult
{
    internal static StudyResult Of(Arr<DigitsRun> runs, Arr<LeastSquaresRun> squares, Arr<double> scales)
    {
        var plain = DigitsRun.Means(runs.Filter(static r => r.Label == NormMinimizing.Plain), scales, static r => r.Margin);
        var minimizing = DigitsRun.Means(runs.Filter(static r => r.Label == NormMinimizing.Minimizing), scales, static r => r.Margin);
        var (spread, plainSpread) = (Spread(minimizing), Spread(plain));
        return new(
            FormattableString.Invariant($"Mean minimal margins from initial scales {string.Join(" and ", scales)}: {Text(plain)} without decay, {Text(minimizing)} with the decay that vanishes slowly."),
            Array(DigitsRun.Table("Every network at its end", runs), Squares(squares)), Array(Figure(runs, squares)),
            Array(
                Outcomes.AtMost("norm-minimizing.agreement", "With the vanishing decay the mean minimal margins from all initial scales agree within 10 %.", spread, 1.1, "largest over smallest"),
                Outcomes.AtLeast("norm-minimizing.control", "Without it they differ by a factor of at least 1.3.", plainSpread, 1.3, "largest over smallest"),
                Outcomes.Near("N35", "On least squares the distance to the minimum-norm solution falls like 1/k over the last decade of steps when the decay is 1/(k + 2).", Slope(squares[1]), -1, 0.05, "slope of log distance over log k"),
                Outcomes.AtLeast("norm-minimizing.summable", "With a summable decay it does not: the distance stays above a tenth of that without decay.", squares[3].Distance[squares[3].Distance.Length - 1] / squares[0].Distance[squares[0].Distance.Length - 1], 0.1, "ratio of final distances")),
            Array("Convergence to the minimum norm is a theorem for convex problems only; for deep networks the vanishing decay is a heuristic."),
            Array(TrajectoryTables.Stacked("trajectory", "run", [.. runs.Map(static r => (FormattableString.Invariant($"{r.Label}, scale {r.Value}, replicate {r.Replicate}"), r.Run))], 10)));
    }

    private static double Spread(Vector means) => means.ToArray().Max() / means.ToArray().Min();

    private static string Text(Vector means) => string.Join(" and ", means.ToArray().Select(static m => FormattableString.Invariant($"{m:G3}")));

    private static double Slope(LeastSquaresRun run) => Statistics.LogLogSlope(run.Step.Span, run.Distance.Span, run.Step[run.Step.Length - 1] / 10, run.Step[run.Step.Length - 1]);

    private static Table Squares(Arr<LeastSquaresRun> squares) => new(
        "least-squares", "Least squares, 10 equations in 30 unknowns", Array("rule", "steps", "distance to the minimum norm at the start", "at the end", "slope over the last decade"),
        squares.Map(static s => Array<Cell>(s.Name, s.Step[s.Step.Length - 1], s.Distance[0], s.Distance[s.Distance.Length - 1], Slope(s))).ToArr());

    private static Figure Figure(Arr<DigitsRun> runs, Arr<LeastSquaresRun> squares) => new(
        "norm-minimizing", "Forgetting the initialization",
        Array(
            new Panel(
                "Least squares", new Axis("step k", AxisScale.Logarithmic), new Axis("distance to the minimum norm", AxisScale.Logarithmic),
                squares.Map(static s => new Series(s.Name, Vector.Of(s.Step.Span[1..]), Vector.Of(s.Distance.Span[1..]))).ToArr()),
            new Panel(
                "Digits, minimal margin", new Axis("step k"), new Axis("minimal margin / P"),
                runs.Filter(static r => r.Replicate == 0).Map(static r => new Series(
                    FormattableString.Invariant($"{r.Label}, scale {r.Value}"), Vector.Of([.. r.Run.Rows.Map(static x => (double)x.Step)]), Clipped(r.Run.Column("normalizedMargin").IfNone(Vector.Empty)))).ToArr())),
        "Left: the decay 1/k leads to the minimum norm, a summable one stops half-way. Right, replicate 0: with the decay both initializations end with one margin; margins below 0 are not drawn.");

    private static Vector Clipped(Vector margins) => Vector.Of([.. margins.ToArray().Select(static m => m > 0 ? m : double.NaN)]);
}
