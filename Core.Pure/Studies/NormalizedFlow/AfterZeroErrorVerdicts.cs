using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Studies;

/// <summary>The expected outcomes of <see cref="AfterZeroError"/>, each judged on the worst replicate.</summary>
internal static class AfterZeroErrorVerdicts
{
    internal static Arr<Verdict> Of(Arr<AfterZeroErrorReplicate> replicates) => Array(
        Judge(
            "after-zero-error.test-loss", "The test loss rises to at least 3 times its minimum.", replicates,
            static r => r.TestLoss[r.Last] / r.TestLoss[r.BestTestLoss], static x => x, "at least 3 (final over minimal test loss)", static x => x >= 3),
        Judge(
            "after-zero-error.test-error", "The test error at the end is at most 0.02 above the test error at the minimum of the test loss.", replicates,
            static r => r.TestError[r.Last] - r.TestError[r.BestTestLoss], static x => -x, "at most 0.02", static x => x <= 0.02),
        Judge(
            "after-zero-error.normalized-test-loss", "After the last training error the normalized test loss, looked at once per unit of psi, never rises (slack 1e-5).", replicates,
            LargestRise, static x => -x, "at most 1e-5 (largest rise over a unit of psi)", static x => x <= 1e-5),
        Judge(
            "after-zero-error.smoothed-margin", "Once separated, the smoothed margin never falls except at forced steps, there by at most the floor of the step size times the minimal margin (N16).", replicates,
            LargestDrop, static x => -x, "at most 0 (largest drop beyond the allowance, over the minimal margin)", static x => x <= 0),
        Judge(
            "after-zero-error.product-norm", "The product norm P grows linearly in psi.", replicates,
            static r => r.NormCorrelation, static x => x, "above 0.999 (correlation for psi > 1)", static x => x > 0.999),
        Judge(
            "N18", "The smoothed margin is at most the minimal margin over P, and short of it by at most log(n (C - 1)) - log log 2 over P once separated.", replicates,
            static r => r.SandwichSlack, static x => x, "at least 0 (smallest slack of both sides)", static x => x >= -1e-12));

    private static Verdict Judge(
        string id, string statement, Arr<AfterZeroErrorReplicate> replicates, Func<AfterZeroErrorReplicate, double> measure, Func<double, double> good, string expected, Func<double, bool> holds)
    {
        var values = replicates.Map(measure);
        if (values.Exists(double.IsNaN))
            return Verdict.NotApplicable(id, statement, $"replicate {values.TakeWhile(static v => !double.IsNaN(v)).Count()} ended before the quantity existed; give it more evaluations");
        var worst = values.OrderBy(good).First();
        return Verdict.On(
            id, statement, holds(worst), FormattableString.Invariant($"{worst:G6}{(values.Count > 1 ? $" in the worst of {values.Count} replicates" : "")}"), expected,
            FormattableString.Invariant($"replicate {values.TakeWhile(v => v != worst).Count()} gave {worst:G6}"));
    }

    // Single steps may rise by some 1e-5 where the step size is large (docs/theory/normalized-flow.md, S4); the statement is about the course of the run.
    private static double LargestRise(AfterZeroErrorReplicate r)
    {
        var previous = r.LastTrainError + 1;
        var rise = double.NaN;
        for (var i = previous; i <= r.Last; i++)
        {
            if (r.Psi[i] < r.Psi[previous] + 1)
                continue;
            rise = Math.Max(double.IsNaN(rise) ? double.NegativeInfinity : rise, r.NormalizedTestLoss[i] - r.NormalizedTestLoss[previous]);
            previous = i;
        }

        return rise;
    }

    // The margin starts near 0, so a drop is measured against the minimal margin; a forced step may cost the floor times it.
    private static double LargestDrop(AfterZeroErrorReplicate r)
    {
        var drop = double.NaN;
        for (var i = 1; i <= r.Last; i++)
        {
            if (r.Psi[i - 1] <= AfterZeroErrorReplicate.SeparatedPsi)
                continue;
            var allowed = r.Forced[i] > r.Forced[i - 1] ? 1e-3 : 0;
            drop = double.IsNaN(drop) ? double.NegativeInfinity : drop;
            drop = Math.Max(drop, ((r.SmoothedMargin[i - 1] - r.SmoothedMargin[i]) / r.NormalizedMargin[i]) - allowed);
        }

        return drop == double.NegativeInfinity ? 0 : drop;
    }
}
