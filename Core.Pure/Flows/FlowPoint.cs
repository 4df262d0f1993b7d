using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Flows;

/// <summary>Where a flow is at a time that was asked for.</summary>
/// <param name="Time">The flow's own time.</param>
/// <param name="Parameters">The weights.</param>
/// <param name="Coordinates">The point in the flow's chart: for the polar charts the norms, then the directions.</param>
/// <param name="LogPhysicalTime">u = log(1 + t); physical time itself overflows.</param>
/// <param name="Statistics">Loss and margins there.</param>
/// <param name="Counts">Steps accepted, rejected and forced, and evaluations, since the start.</param>
public sealed record FlowPoint(double Time, Parameters Parameters, Vector Coordinates, double LogPhysicalTime, LossStatistics Statistics, OdeCounts Counts);

/// <summary>A flow along the times that were asked for.</summary>
/// <param name="Points">The points reached, the first one at the start.</param>
/// <param name="Outcome">Why it ended.</param>
public sealed record FlowTrajectory(LanguageExt.Arr<FlowPoint> Points, OdeOutcome Outcome)
{
    /// <summary>The last point.</summary>
    public FlowPoint Final => Points[Points.Count - 1];
}
