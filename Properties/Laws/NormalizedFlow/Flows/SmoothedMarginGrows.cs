using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>N16 along gradient flow: smoothed margins never fall once the data are separated.</summary>
public static class SmoothedMarginGrows
{
    private const int PointCount = 40;
    private const double Tolerance = 1e-8;

    /// <summary>The law.</summary>
    public static Law<FlowRecipe> Law { get; } = new(
        "N16.flow", "smoothed margin never falls in the flow",
        "From the first separated instant on, gradient flow never lowers the soft-min margin over the product norm or over the total norm to the total degree; hence the smallest margin over P never falls by more than kappa / P.",
        "d log(s/P) / dt >= 0; d log(s/rho_tot^D) / dt >= 0; gamma_min(t') >= gamma_min(t) - kappa(t) / P(t) for any t' > t",
        "homogeneous network with a continuous derivative, loss of exponential type as a sum, separated: L < 1 (exponential) or L < log 2",
        "-10 rtol, rtol = 1e-8; second part 1e-12 relative to the margin",
        LawKind.Flow, Sources.LyuLi("N16 and N18"), FlowRecipe.OnceSmooth, Check, static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, FlowRecipe recipe)
    {
        // Long enough to leave the separation threshold behind.
        var times = Enumerable.Range(1, PointCount).Select(i => i * 10.0 / PointCount).ToArray();
        return recipe.Follow(numerics, Flow.UnitLogLossFlow, Tolerance, times).Checked(found =>
        {
            var (objective, trajectory) = found;
            var separated = trajectory.Points.Filter(p => objective.Loss.Separates(p.Statistics)).ToArray();
            return separated.Length < 2
                ? new Outcome.NotApplicable(FormattableString.Invariant($"psi ends at {trajectory.Final.Statistics.Psi:G4}, below the separation threshold {-objective.Loss.LogSeparationThreshold:G4}"))
                : Outcome.All(separated.Zip(separated.Skip(1), (a, b) => Grows(objective, a, b, numerics.Kernels)).Append(NearlyMonotone(objective, separated, numerics.Kernels)));
        });
    }

    // Between any two times, so against the best bound of the past; times P of the later point, because P itself may leave the range of doubles.
    private static Outcome NearlyMonotone(Objective objective, FlowPoint[] points, Kernels kernels) => Outcome.All(points.Skip(1).Select((later, i) =>
    {
        var product = Logarithms(objective, later, kernels).Product;
        var bound = points.Take(i + 1).Max(p => (p.Statistics.MinMargin - objective.SoftMinSlack(p.Statistics.LogLoss)) * Elementary.Exp(product - Logarithms(objective, p, kernels).Product));
        return Outcome.AtMost(bound, later.Statistics.MinMargin, 1e-12 * Math.Max(1, Math.Abs(later.Statistics.MinMargin)), $"smallest margin at {later.Time:G4} against its past");
    }));

    private static Outcome Grows(Objective objective, FlowPoint before, FlowPoint after, Kernels kernels)
    {
        var (a, b) = (Logarithms(objective, before, kernels), Logarithms(objective, after, kernels));
        return Outcome.All([
            Outcome.AtMost(a.Margin - a.Product, b.Margin - b.Product, 10 * Tolerance, $"log(s/P) from {before.Time:G4} to {after.Time:G4}"),
            Outcome.AtMost(a.Margin - a.Total, b.Margin - b.Total, 10 * Tolerance, $"log(s/rho_tot^D) from {before.Time:G4} to {after.Time:G4}"),
        ]);
    }

    private static (double Margin, double Product, double Total) Logarithms(Objective objective, FlowPoint point, Kernels kernels)
    {
        var network = objective.Network;
        var degree = (double)network.TotalDegree.IfNone(0);
        return (
            Elementary.Log(point.Statistics.SoftMinMargin),
            network.LogProductNorm(network.LayerNorms(point.Parameters, kernels)).OrNaN,
            degree * Elementary.Log(network.TotalNorm(point.Parameters, kernels)));
    }
}
