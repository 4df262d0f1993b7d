using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>NC13: the residual of the margin problem is not monotone, but its integral is bounded.</summary>
public static class KktResidualMayRise
{
    private const int PointCount = 4000;

    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC13",
        "the residual of the margin problem may rise",
        "The residual of the first-order conditions falls monotonically.",
        "It rises at times; what holds is that its integral over log rho_tot is bounded by the gain of the smoothed margin, so that it is small at some instant of every long window.",
        "residual rises between some of 4000 samples; log gamma~_tot(t_2) - log gamma~_tot(t_1) >= D int (cos^-2 beta - 1) d log rho_tot",
        "1e-6, trapezoid rule",
        Sources.LyuLi("NC13"),
        "linear model on sep(15, 5, 0.2), exponential loss, s-clock from psi = 0.05 to 100",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Separable(15, 5, 0.2, 5), []);
        var start = Instances.Draw(objective, 0.4, 5);
        var gap = 0.05 - objective.Statistics(start).Psi;
        var points = Instances.Follow(objective, start, Flow.UnitLogLossFlow, 1e-9, [.. Instances.Times(100, PointCount).Select(t => gap + t)]).Points.Skip(1)
            .Select(p => At(objective, p)).ToArray();
        yield return Outcome.AtMost(1, points.Zip(points.Skip(1)).Count(static p => p.Item2.Residual > p.Item1.Residual), 0, "number of rises");
        var bound = points.Zip(points.Skip(1), static (a, b) => 0.5 * (a.Excess + b.Excess) * (b.LogNorm - a.LogNorm)).Sum();
        yield return Outcome.AtMost(bound, points[^1].LogMargin - points[0].LogMargin, 1e-6, "integral of cos^-2 beta - 1");
        yield return Outcome.AtMost(points[^1].Residual, points[0].Residual / 5, 0, "residual at the end");
    }

    private static (double Residual, double Excess, double LogNorm, double LogMargin) At(Objective objective, FlowPoint point)
    {
        var kkt = KktConditions.Of(objective, point.Parameters).Made();
        var norm = Elementary.Log(objective.Network.TotalNorm(point.Parameters, objective.Numerics.Kernels));
        return (kkt.StationarityResidual, (1 / kkt.CosBeta / kkt.CosBeta) - 1, norm, Elementary.Log(point.Statistics.Psi) - norm);
    }
}
