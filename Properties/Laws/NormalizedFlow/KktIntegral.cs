using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>N20 (a): how long parameters and gradient can point apart is bounded by how much the smoothed margin gains.</summary>
public static class KktIntegral
{
    private const int PointCount = 4000;
    private const double Tolerance = 1e-9;

    /// <summary>The law.</summary>
    public static Law<FlowRecipe> Law { get; } = new(
        "N20.a",
        "integral of the first-order residual",
        "Along gradient flow of separated data the integral of cos^-2 beta - 1 over log rho_tot, times the total degree, is at most the gain of the logarithm of the smoothed margin; so in every window some instant has a small residual.",
        "log gamma~_tot(t_2) - log gamma~_tot(t_1) >= D int (cos^-2 beta - 1) d log rho_tot; min (cos^-2 beta - 1) <= gain / (D log(rho_2 / rho_1))",
        "homogeneous network with a continuous derivative, exponential or logistic loss of one output as a sum, separated; rho_tot grows",
        "1e-6, trapezoid rule on 4000 points",
        LawKind.Inequality,
        Sources.LyuLi("N20"),
        FlowRecipe.OnceSmooth,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, FlowRecipe recipe) => recipe.Problem.OutputCount > 1
        ? new Outcome.NotApplicable("the network has several outputs")
        : recipe.Build(numerics).Checked(built =>
        {
            var (objective, start) = built;
            // From just beyond the threshold on, where the logarithm of the soft minimum is not yet steep.
            var gain = Math.Max(0, 0.2 - objective.Loss.LogSeparationThreshold - objective.Statistics(start).Psi);
            var times = Enumerable.Range(0, PointCount + 1).Select(i => gain + (10.0 * i / PointCount)).ToArray();
            return recipe.Follow(numerics, Flow.UnitLogLossFlow, Tolerance, times).Checked(found => Check(
                (double)objective.Network.TotalDegree.IfNone(1), [.. found.Trajectory.Points.Skip(1).Select(p => At(objective, p))]));
        });

    private static Outcome Check(double degree, (double Excess, double LogNorm, double LogMargin)[] points)
    {
        if (points.Length < 2 || points.Any(static p => !double.IsFinite(p.Excess) || !double.IsFinite(p.LogMargin)))
            return new Outcome.NotApplicable("a gradient is zero or a margin is not positive");
        var integral = points.Zip(points.Skip(1), static (a, b) => 0.5 * (a.Excess + b.Excess) * (b.LogNorm - a.LogNorm)).Sum();
        var (first, last) = (points[0], points[^1]);
        return Outcome.All([
            Outcome.AtMost(degree * integral, last.LogMargin - first.LogMargin, 1e-6, "integral of cos^-2 beta - 1"),
            last.LogNorm > first.LogNorm
                ? Outcome.AtMost(points.Min(static p => p.Excess), (last.LogMargin - first.LogMargin) / (degree * (last.LogNorm - first.LogNorm)), 1e-6, "smallest cos^-2 beta - 1 of the window")
                : new Outcome.NotApplicable("rho_tot does not grow"),
        ]);
    }

    private static (double Excess, double LogNorm, double LogMargin) At(Objective objective, FlowPoint point) => KktConditions.Of(objective, point.Parameters).Match(
        kkt =>
        {
            var norm = Elementary.Log(objective.Network.TotalNorm(point.Parameters, objective.Numerics.Kernels));
            var degree = (double)objective.Network.TotalDegree.IfNone(1);
            // cos^-2 - 1 = (1 - cos)(1 + cos) / cos^2, without cancellation.
            return (kkt.OneMinusCosBeta * (1 + kkt.CosBeta) / (kkt.CosBeta * kkt.CosBeta), norm, Elementary.Log(point.Statistics.SoftMinMargin) - (degree * norm));
        },
        static _ => (double.NaN, double.NaN, double.NaN));
}
