using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>N12 and N14: charts and clocks change how a flow is written, not where it goes.</summary>
public static class ChartsAgree
{
    private const double Tolerance = 1e-10;
    private const string Preconditions = "linear or power network without zero layers";

    /// <summary>N12.</summary>
    public static Law<FlowRecipe> Polar { get; } = new(
        "N12", "flow in weights = flow in norms and directions",
        "Gradient flow written in the norms and directions of the layers arrives where gradient flow in the weights does.",
        "rho_k(t) V_k(t) = W_k(t)", "smooth activations, homogeneous or not, no biases and no zero layers", "100 rtol max |W|, rtol = 1e-10", LawKind.Flow, Sources.TheoryIII("N12"), FlowRecipe.Differentiable,
        static (numerics, recipe) => recipe.Follow(numerics, Flow.GradientFlow, Tolerance, recipe.Time).Checked(weights =>
            recipe.Follow(numerics, Flow.RhoVFlow, Tolerance, recipe.Time).Checked(polar => Same(polar.Trajectory, weights.Trajectory, "rho V"))),
        static r => r.ToString());

    /// <summary>N14.</summary>
    public static Law<FlowRecipe> Clocks { get; } = new(
        "N14", "orbit equality of the clocks",
        "Gradient flow in physical time T and in the unit-log-loss clock for the gain of psi arrive at one point, and the second one's own record of physical time says T.",
        "W_phys(T) = W_s(psi(T) - psi(0))", Preconditions + "; |g| max |W| of 1 or more at the end: near stationary points the gain of psi does not determine the point", "100 rtol max |W|, rtol = 1e-10; log(1 + T): 1000 rtol", LawKind.Flow, Sources.LyuLi("N14"), FlowRecipe.Smooth,
        CheckClocks,
        static r => r.ToString());

    private static Outcome CheckClocks(NumericsPolicy numerics, FlowRecipe recipe) => recipe.Follow(numerics, Flow.GradientFlow, Tolerance, recipe.Time).Checked(physical =>
    {
        var (objective, trajectory) = physical;
        var end = trajectory.Final.Parameters;
        if (numerics.Kernels.Norm(objective.LogGradient(end).Made().Span) * Terms.Size(end.Flat.Span) < 1)
            return new Outcome.NotApplicable("the flow is near a stationary point, where the gain of psi determines the time badly");
        var gain = trajectory.Final.Statistics.Psi - trajectory.Points[0].Statistics.Psi;
        return recipe.Follow(numerics, Flow.UnitLogLossFlow, Tolerance, gain).Checked(unit => Outcome.All([
            Same(unit.Trajectory, trajectory, "W"),
            Outcome.Equal(unit.Trajectory.Final.LogPhysicalTime, trajectory.Final.LogPhysicalTime, 1000 * Tolerance, "log(1 + T)"),
        ]));
    });

    internal static Outcome Same(FlowTrajectory left, FlowTrajectory right, string where)
    {
        var expected = right.Final.Parameters.Flat.Span;
        return Outcome.Equal(left.Final.Parameters.Flat.Span, expected, 100 * Tolerance * Terms.Size(expected), where);
    }
}
