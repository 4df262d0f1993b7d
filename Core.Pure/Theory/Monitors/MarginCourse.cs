using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>Laws about the course of the margins, judged on what a run recorded: the smoothed margin grows (N16), it stays close to the minimal margin (N18), and the weights that
/// it ends with are nearly complementary (N20).</summary>
internal static class MarginCourse
{
    private const string Monotone = "Once separated, the smoothed margin s / P does not fall from one recorded state to the next, except at forced steps.";
    private const string Sandwich = "s / P is at most the minimal margin over P, and once separated short of it by at most kappa / P, kappa = log n (exponential) or log n (C - 1) + log((e^L - 1)/L).";

    private const string Residual = "The example weights miss the complementarity of the margin problem by at most (n - 1) / (e q_min).";
    private const string Growth = "Along gradient flow psi grows like log t plus terms that are known, so the product norm like log t over the margin.";

    private static readonly (string Id, string Statement)[] Laws = [("N16", Monotone), ("N18", Sandwich), ("N20", Residual), ("N22", Growth)];

    internal static Arr<Verdict> Of(Plan plan, Trajectory trajectory)
    {
        var objective = plan.Objective;
        var because = objective.Network.Homogeneity is Homogeneity.Absent a ? "the network is not homogeneous: " + a.Reason
            : !objective.Loss.IsExponentialType ? $"the {objective.Loss.Name} loss is not of exponential type"
            : trajectory.Column("psi").IsNone || trajectory.Column("smoothedMargin").IsNone ? "psi and the margins were not recorded"
            : null;
        if (because is not null)
            return None(because);
        var psi = Column(trajectory, "psi");
        var threshold = 0 - objective.Loss.LogSeparationThreshold;
        var first = 0;
        while (first < psi.Length && !(psi[first] > threshold))
            first++;
        var last = psi.Length == 0 ? double.NaN : psi[psi.Length - 1];
        if (first + 1 >= psi.Length)
            return None(LinearCourse.CannotBeSeparated(objective)
                ? FormattableString.Invariant($"the data are not separable through the origin; psi = {last:G6}, needed above {threshold:G6}")
                : FormattableString.Invariant($"the data are not separated yet: psi = {last:G6}, needed above {threshold:G6}"));
        return Array(
            Monotonicity(plan, trajectory, first), Closeness(plan, trajectory, first), Complementarity(objective, trajectory),
            Verdict.NotApplicable("N22", Growth, FormattableString.Invariant($"it speaks of gradient flow from psi = 300 on, this run made steps to psi = {last:G6}; study norm-growth judges it")));
    }

    private static Arr<Verdict> None(string because) => Laws.Map(law => Verdict.NotApplicable(law.Id, law.Statement, because)).ToArr();

    private static Verdict Complementarity(Objective objective, Trajectory trajectory) => KktConditions.Of(objective, trajectory.Final.Parameters).Match(
        kkt => (kkt.Complementarity, kkt.ComplementarityBound) switch
        {
            (Number.Value slack, Number.Value bound) => Verdict.On(
                "N20", Residual, slack.Amount <= bound.Amount, FormattableString.Invariant($"{slack.Amount:G4}, residual {kkt.StationarityResidual:G4}{Kinks(objective)}"),
                FormattableString.Invariant($"at most {bound.Amount:G4}"), "margins and weights disagree"),
            (Number.Undefined u, _) => Verdict.NotApplicable("N20", Residual, char.ToLowerInvariant(u.Reason[0]) + u.Reason[1..].TrimEnd('.')),
            _ => Verdict.NotApplicable("N20", Residual, "there is no margin"),
        },
        error => Verdict.NotApplicable("N20", Residual, error.Sentence));

    // At kinks the gradient is one of many selections and chatters.
    private static string Kinks(Objective objective) => objective.Network.Nodes.Exists(static n => n.Operation is Dense { Activation: Activation.Relu or Activation.LeakyRelu })
        ? " (at kinks the gradient chatters: probe windowedKkt compares states some way apart)"
        : "";

    private static Verdict Monotonicity(Plan plan, Trajectory trajectory, int first)
    {
        if (!plan.Rule.IsGradientStep || !plan.Sampler.IsFull || plan.Rule.WeightDecay != 0)
            return Verdict.NotApplicable("N16", Monotone, "the rule is not plain gradient descent on full batches");
        var (smoothed, minimal) = (Column(trajectory, "smoothedMargin"), Column(trajectory, "normalizedMargin"));
        var forced = trajectory.Column("forced").IfNone(Vector.Zeros(smoothed.Length));
        double worst = 0;
        var at = first + 1;
        for (var i = first + 1; i < smoothed.Length; i++)
        {
            // A forced step may cost the floor of the controller times the minimal margin.
            var allowed = plan.Rule is MarginSafeController c ? c.Floor * (forced[i] - forced[i - 1]) : 0;
            var drop = ((smoothed[i - 1] - smoothed[i]) / Math.Abs(minimal[i])) - allowed;
            (worst, at) = drop > worst ? (drop, i) : (worst, at);
        }

        return Verdict.On(
            "N16", Monotone, worst <= 1e-12, FormattableString.Invariant($"{worst:G3} (largest drop over the minimal margin){Converted(plan.Objective)}"), "at most 1e-12",
            FormattableString.Invariant($"it fell by {worst:G3} of the minimal margin before step {trajectory.Rows[at].Step}; the step size {trajectory.Column("stepSize").Map(s => s[at - 1]).IfNone(plan.Schedule.Rate(trajectory.Rows[at].Step)):G3} is too large there{Advice(plan)}"));
    }

    private static string Advice(Plan plan) => plan is { Rule: LogGradientDescent, Objective: { Data.InputRadius: var radius, Network: var network } } && LinearCourse.IsLinear(network) && network.Depth == 1
        ? FormattableString.Invariant($": linear models need a <= 2/R_x^2 = {2 / (radius * radius):G3}")
        : ": take a smaller one, or the rule marginSafeController (linear models under logGradientDescent need a <= 2/R_x^2)";

    private static string Converted(Objective objective) => objective.Reduction == Reduction.Mean ? "; evaluated on the sum of the losses, of which the objective is the mean" : "";

    private static Verdict Closeness(Plan plan, Trajectory trajectory, int first)
    {
        var (smoothed, minimal) = (Column(trajectory, "smoothedMargin"), Column(trajectory, "normalizedMargin"));
        var logProduct = trajectory.Column("logProductNorm");
        if (logProduct.IsNone)
            return Verdict.NotApplicable("N18", Sandwich, "the product norm was not recorded");
        var psi = Column(trajectory, "psi");
        var least = double.PositiveInfinity;
        for (var i = first; i < smoothed.Length; i++)
        {
            var slack = minimal[i] - smoothed[i];
            var bound = plan.Objective.SoftMinSlack(-psi[i]) * Elementary.Exp(-logProduct.IfNone(Vector.Empty)[i]);
            least = Math.Min(least, Math.Min(slack, bound - slack) / Math.Max(bound, Math.Abs(minimal[i])));
        }

        return Verdict.On("N18", Sandwich, least >= -1e-12, FormattableString.Invariant($"{least:G3} (smallest relative slack){Converted(plan.Objective)}"), "at least -1e-12", "a margin is outside its bounds");
    }

    private static Vector Column(Trajectory trajectory, string name) => trajectory.Column(name).IfNone(Vector.Empty);
}
