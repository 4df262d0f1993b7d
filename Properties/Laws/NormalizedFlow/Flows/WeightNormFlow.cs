using LanguageExt;
using Marginalia.Flows;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>N13: what gradient flow of weight normalization keeps, and which flow it equals.</summary>
public static class WeightNormFlow
{
    private const double Tolerance = 1e-10;

    /// <summary>The law.</summary>
    public static Law<FlowRecipe> Law { get; } = new(
        "N13", "flow of weight normalization",
        "Gradient flow in (g, v) keeps every |v_k| and g_k^2 - p g_(k+1)^2; started at |v_k| = 1 it is the flow with Lagrange multipliers on the spheres and free norms.",
        "d|v_k|/dt = 0; d/dt (g_k^2 - p g_(k+1)^2) = 0; W_WN(t) = W_Lagrange(t)",
        "linear or power network without zero layers",
        "10 rtol max(1, max |v|, max g^2) for what is kept, 100 rtol max |W| for the end points, rtol = 1e-10",
        LawKind.Flow, Sources.SalimansKingma("N13"), FlowRecipe.Smooth, Check, static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, FlowRecipe recipe) => Outcome.All([
        recipe.Follow(numerics, Flow.GradientFlow with { Chart = new WeightNormChart(UnitStart: false) }, Tolerance, recipe.Time).Checked(found => Kept(found, numerics.Kernels)),
        recipe.Follow(numerics, Flow.WeightNormFlow, Tolerance, recipe.Time).Checked(normalized =>
            recipe.Follow(numerics, Lagrange, Tolerance, recipe.Time).Checked(lagrange => ChartsAgree.Same(normalized.Trajectory, lagrange.Trajectory, "W"))),
    ]);

    private static Flow Lagrange => Flow.GradientFlow with { Chart = new SphereChart(SphereScheme.Lagrange, FixedNorms: false) };

    private static Outcome Kept((Objectives.Objective Objective, FlowTrajectory Trajectory) found, Kernels kernels) => found.Objective.Network.Homogeneity.Match(
        degrees =>
        {
            var layout = found.Objective.Network.Layout;
            double[] Norms(FlowPoint point) => [.. layout.Weights.Map(b => kernels.Norm(point.Coordinates.Span.Slice(layout.Depth + b.Offset, b.Size)))];
            double[] Balances(FlowPoint point) => [.. Enumerable.Range(0, layout.Depth - 1).Select(k =>
                Square(point.Coordinates[k]) - (degrees[k] / degrees[k + 1] * Square(point.Coordinates[k + 1])))];
            var (start, end) = (found.Trajectory.Points[0], found.Trajectory.Final);
            var largest = Math.Max(Square(Terms.Size(start.Coordinates.Span[..layout.Depth])), Square(Terms.Size(end.Coordinates.Span[..layout.Depth])));
            var allowance = 10 * Tolerance * Math.Max(1, Math.Max(largest, Terms.Size(Norms(start))));
            return Outcome.All([
                Outcome.Equal(Norms(end), Norms(start), allowance, "|v|"),
                Outcome.Equal(Balances(end), Balances(start), allowance, "g^2 balance"),
            ]);
        },
        static reason => new Outcome.NotApplicable(reason));

    private static double Square(double x) => x * x;
}
