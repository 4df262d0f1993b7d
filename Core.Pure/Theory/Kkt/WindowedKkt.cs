using LanguageExt;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Theory;

/// <summary>How far the parameters are from moving along themselves: the residual of the margin problem with a displacement in place of the gradient.</summary>
/// <param name="CosBeta">The cosine of the angle between the later parameters and the displacement; 1 at stationary points of the margin problem.</param>
/// <param name="OneMinusCosBeta">1 - CosBeta, without cancellation.</param>
/// <param name="StationarityResidual"><c>r = |theta / |theta| - d / |d||</c>, d the displacement, from 0 to 2.</param>
/// <remarks>
/// In relu networks the gradient is one selection of the subdifferential and chatters between the sides of kinks, so that its own residual stays away from 0; over a window of
/// 2 in unit-log-loss time the displacement averages over them. Lyu, Li, Gradient Descent Maximizes the Margin of Homogeneous Neural Networks, arXiv:1906.05890;
/// Runs have it as the probe <see cref="WindowedKktProbe"/> and the stopping rule <see cref="Training.WindowedKktResidual"/>. docs/theory/normalized-flow.md, N20 (d).
/// </remarks>
public sealed record WindowedKkt(double CosBeta, double OneMinusCosBeta, double StationarityResidual)
{
    /// <summary>The residual between two states of one run or flow.</summary>
    /// <param name="before">The earlier parameters.</param>
    /// <param name="after">The later ones, of the same layout.</param>
    /// <returns>The residual; an error when the layouts differ, the later parameters are zero or the two are equal.</returns>
    public static Either<Error, WindowedKkt> Of(Parameters before, Parameters after)
    {
        if (before.Flat.Length != after.Flat.Length)
            return new Error.ShapeMismatch("The earlier parameters", $"{before.Flat.Length}", $"{after.Flat.Length}");
        var theta = after.Flat.Span;
        var moved = new double[theta.Length];
        for (var i = 0; i < moved.Length; i++)
            moved[i] = theta[i] - before.Flat[i];
        if (!theta.ContainsAnyExcept(0.0) || !moved.AsSpan().ContainsAnyExcept(0.0))
            return new Error.Unsupported(!theta.ContainsAnyExcept(0.0) ? "The direction of zero parameters" : "The direction between equal parameters", "it is undefined", "compare states further apart");
        var r = Directions.Residual(theta, moved, moved);
        return new WindowedKkt(1 - (r * r / 2), r * r / 2, r);
    }

    /// <summary>The residual at each point of a flow that lies a window beyond an earlier one.</summary>
    /// <param name="trajectory">A flow; in unit-log-loss time a window of 2 is the usual one.</param>
    /// <param name="window">The length of the window in the flow's own time, positive; the latest earlier point at least that far back is taken.</param>
    /// <returns>Times and residuals, in order; points at which nothing has moved are left out.</returns>
    public static Arr<(double Time, WindowedKkt Residual)> Along(FlowTrajectory trajectory, double window)
    {
        var found = new List<(double, WindowedKkt)>();
        var earlier = -1;
        foreach (var point in trajectory.Points)
        {
            while (earlier + 1 < trajectory.Points.Count && trajectory.Points[earlier + 1].Time <= point.Time - window)
                earlier++;
            if (earlier >= 0)
                Of(trajectory.Points[earlier].Parameters, point.Parameters).IfRight(residual => found.Add((point.Time, residual)));
        }

        return found.ToArr();
    }
}
