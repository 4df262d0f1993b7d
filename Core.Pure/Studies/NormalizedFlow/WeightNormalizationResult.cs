using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>Table, figure and expected outcomes of <see cref="WeightNormalization"/>.</summary>
internal static class WeightNormalizationResult
{
    internal static StudyResult Of(Arr<DigitsRun> runs, Arr<double> scales)
    {
        var (plain, normalized) = (runs.Filter(static r => r.Rule == WeightNormalization.Plain), runs.Filter(static r => r.Rule == WeightNormalization.Normalized));
        Vector Ratio(Func<DigitsRun, double> of) => Vector.Of([.. scales.Map((i, _) => Quotient(DigitsRun.Means(normalized, scales, of)[i], DigitsRun.Means(plain, scales, of)[i]))]);
        var (margins, norms, costs) = (Ratio(static r => r.Margin), Ratio(static r => r.ProductNorm), Ratio(Cost));
        var equal = Ratio(r => MarginAt(r, EqualPsi(runs, r)));
        return new(
            $"With weight normalization the mean minimal margin is {string.Join(", ", margins.ToArray().Select(static m => FormattableString.Invariant($"{m:F2}")))} times that without, for scales {string.Join(", ", scales)}; at equal psi {string.Join(", ", equal.ToArray().Select(static m => FormattableString.Invariant($"{m:F2}")))} times.",
            Array(DigitsRun.Table("Every run at its end", "scale", runs), Costs(scales, margins, equal, norms, costs)), Array(Figure(runs)), Verdicts(runs, scales, margins, norms, costs),
            Array(
                "Both parameterizations share the stationary directions and the law of the smoothed margin, not the path and not the limit: larger margins are found on these data, no theorem promises them.",
                "Runs end at the target of psi or when their evaluations are used up, whatever comes first; the statements compare margins over P where they ended. The second table compares them at equal psi as well, the smaller of the two last ones of a replicate."),
            Array(DigitsRun.Trajectories("scale", runs, 100)));
    }

    /// <summary>Evaluations per unit of psi gained.</summary>
    private static double Cost(DigitsRun run) => run.End("evaluations") / (run.Psi - run.Run.Column("psi").Map(static c => c[0]).IfNone(double.NaN));

    // Margins below 0 are those of networks that still err: nothing to compare.
    private static double Quotient(double normalized, double plain) => normalized > 0 && plain > 0 ? normalized / plain : double.NaN;

    /// <summary>The smaller of the last psi of both rules from the start of a run.</summary>
    private static double EqualPsi(Arr<DigitsRun> runs, DigitsRun run) => runs.Filter(r => r.Value == run.Value && r.Replicate == run.Replicate).Map(static r => r.Psi).Min();

    /// <summary>The minimal margin over P at the first state with at least this psi.</summary>
    private static double MarginAt(DigitsRun run, double psi)
    {
        var reached = run.Column("psi");
        var row = 0;
        while (row < reached.Length - 1 && reached[row] < psi)
            row++;
        return run.Column("normalizedMargin")[row];
    }

    private static Arr<Verdict> Verdicts(Arr<DigitsRun> runs, Arr<double> scales, Vector margins, Vector norms, Vector costs)
    {
        double At(Vector ratios, double scale) => scales.ToArray().AsSpan().IndexOf(scale) is var i && i < 0 ? double.NaN : ratios[i];
        return Array(
            Outcomes.AtLeast("weight-normalization.margin-1", "At scale 1 the mean minimal margin with weight normalization is at least 1.8 times that without.", At(margins, 1), 1.8, "ratio of means"),
            Outcomes.AtLeast("weight-normalization.margin-3", "At scale 3 the mean minimal margin with weight normalization is at least 1.2 times that without.", At(margins, 3), 1.2, "ratio of means"),
            Outcomes.AtMost("weight-normalization.norm", "The mean product norm with weight normalization is smaller at every scale.", norms.ToArray().Max(), 1, "largest ratio of means"),
            Outcomes.AtLeast("weight-normalization.cost", "Weight normalization needs more evaluations per unit of psi at every scale.", costs.ToArray().Min(), 1, "smallest ratio of means"),
            Outcomes.AtMost("weight-normalization.smoothed-margin", "Once separated, the smoothed margin never falls except at forced steps.", runs.Map(LargestDrop).Max(), 0, "largest drop at a step that was not forced, over the minimal margin"));
    }

    private static double LargestDrop(DigitsRun run)
    {
        var (psi, margin, minimal, forced) = (run.Column("psi"), run.Column("smoothedMargin"), run.Column("normalizedMargin"), run.Column("forced"));
        var drop = 0.0;
        for (var i = 1; i < psi.Length; i++)
        {
            if (psi[i - 1] > AfterZeroErrorReplicate.SeparatedPsi && forced[i] == forced[i - 1])
                drop = Math.Max(drop, (margin[i - 1] - margin[i]) / minimal[i]);
        }

        // Margins here and in the controller are rounded separately.
        return drop <= 1e-12 ? 0 : drop;
    }

    private static Table Costs(Arr<double> scales, Vector margins, Vector equal, Vector norms, Vector costs) => new(
        "ratios", "Normalized over plain, ratios of means", Array("scale", "minimal margin / P at the end", "minimal margin / P at equal psi", "product norm P", "evaluations per unit of psi"),
        scales.Map((i, s) => Array<Cell>(s, margins[i], equal[i], norms[i], costs[i])).ToArr());

    private static Figure Figure(Arr<DigitsRun> runs) => new(
        "weight-normalization", "Minimal margin over P against psi",
        runs.GroupBy(static r => r.Value).Select(static g => new Panel(
            FormattableString.Invariant($"Scale {g.Key}"), new Axis("psi = -log L"), new Axis("minimal margin / P"),
            g.Select(static r => new Series($"{r.Rule}, replicate {r.Replicate}", Late(r, "psi"), Late(r, "normalizedMargin"))).ToArr())).ToArr(),
        "From the first state without a training error on. A normalized run that ends before the others used up its evaluations: it costs more per unit of psi, and at equal psi has the larger margin.");

    private static Vector Late(DigitsRun run, string column)
    {
        var margins = run.Column("normalizedMargin");
        return Vector.Of([.. run.Column(column).ToArray().Where((_, i) => margins[i] > 0)]);
    }
}
