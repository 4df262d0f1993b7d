using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>Laws about the course of the margins, judged on what a run recorded: the smoothed margin grows (N16), and it stays close to the minimal margin (N18).</summary>
internal static class MarginCourse
{
    private const string Monotone = "Once separated, the smoothed margin s / P does not fall from one recorded state to the next, except at forced steps.";
    private const string Sandwich = "s / P is at most the minimal margin over P, and once separated short of it by at most (log n (C - 1) - log log 2) / P.";

    internal static Arr<Verdict> Of(Plan plan, Trajectory trajectory)
    {
        var objective = plan.Objective;
        var because = objective.Network.Homogeneity is Homogeneity.Absent a ? "the network is not homogeneous: " + a.Reason
            : !objective.Loss.IsExponentialType ? $"the {objective.Loss.Name} loss is not of exponential type"
            : trajectory.Column("psi").IsNone || trajectory.Column("smoothedMargin").IsNone ? "psi and the margins were not recorded"
            : null;
        if (because is not null)
            return Array(Verdict.NotApplicable("N16", Monotone, because), Verdict.NotApplicable("N18", Sandwich, because));
        var psi = Column(trajectory, "psi");
        var threshold = objective.Loss is Loss.Exponential ? 0 : -Elementary.Log(0.6931471805599453);
        var first = 0;
        while (first < psi.Length && !(psi[first] > threshold))
            first++;
        if (first + 1 >= psi.Length)
        {
            var short1 = FormattableString.Invariant($"the data are not separated yet: psi = {(psi.Length == 0 ? double.NaN : psi[psi.Length - 1]):G6}, needed above {threshold:G6}");
            return Array(Verdict.NotApplicable("N16", Monotone, short1), Verdict.NotApplicable("N18", Sandwich, short1));
        }

        return Array(Monotonicity(plan, trajectory, first), Closeness(plan, trajectory, first, threshold));
    }

    private static Verdict Monotonicity(Plan plan, Trajectory trajectory, int first)
    {
        if (!plan.Rule.IsGradientStep || !plan.Sampler.IsFull || plan.Rule.WeightDecay != 0)
            return Verdict.NotApplicable("N16", Monotone, "the rule is not plain gradient descent on full batches");
        var (smoothed, minimal) = (Column(trajectory, "smoothedMargin"), Column(trajectory, "normalizedMargin"));
        var forced = trajectory.Column("forced").IfNone(Vector.Zeros(smoothed.Length));
        double worst = 0;
        var at = first;
        for (var i = first + 1; i < smoothed.Length; i++)
        {
            // A forced step may cost the floor of the controller times the minimal margin.
            var allowed = plan.Rule is MarginSafeController c ? c.Floor * (forced[i] - forced[i - 1]) : 0;
            var drop = ((smoothed[i - 1] - smoothed[i]) / Math.Abs(minimal[i])) - allowed;
            (worst, at) = drop > worst ? (drop, i) : (worst, at);
        }

        return Verdict.On(
            "N16", Monotone, worst <= 1e-12, FormattableString.Invariant($"{worst:G3} (largest drop over the minimal margin)"), "at most 1e-12",
            FormattableString.Invariant($"it fell by {worst:G3} of the minimal margin before step {trajectory.Rows[at].Step}; the step size {trajectory.Column("stepSize").Map(s => s[at - 1]).IfNone(plan.Schedule.Rate(trajectory.Rows[at].Step)):G3} is too large there"));
    }

    private static Verdict Closeness(Plan plan, Trajectory trajectory, int first, double threshold)
    {
        var (smoothed, minimal) = (Column(trajectory, "smoothedMargin"), Column(trajectory, "normalizedMargin"));
        var logProduct = trajectory.Column("logProductNorm");
        if (logProduct.IsNone)
            return Verdict.NotApplicable("N18", Sandwich, "the product norm was not recorded");
        var kappa = Elementary.Log((double)plan.Objective.Data.Count * Math.Max(1, plan.Objective.Network.OutputCount - 1)) + threshold;
        var least = double.PositiveInfinity;
        for (var i = first; i < smoothed.Length; i++)
        {
            var slack = minimal[i] - smoothed[i];
            var bound = kappa * Elementary.Exp(-logProduct.IfNone(Vector.Empty)[i]);
            least = Math.Min(least, Math.Min(slack, bound - slack) / Math.Max(bound, Math.Abs(minimal[i])));
        }

        return Verdict.On("N18", Sandwich, least >= -1e-12, FormattableString.Invariant($"{least:G3} (smallest relative slack)"), "at least -1e-12", "a margin is outside its bounds");
    }

    private static Vector Column(Trajectory trajectory, string name) => trajectory.Column(name).IfNone(Vector.Empty);
}
