namespace Marginalia.Numerics;

/// <summary>Everything an integration carries; going on from it gives the same bits as never having stopped.</summary>
/// <param name="Time">The time reached.</param>
/// <param name="Y">The point.</param>
/// <param name="Slope">The slope the method goes on with: f at this point, or that of the last midpoint.</param>
/// <param name="NextStep">The step size the method would take next.</param>
/// <param name="Counts">What has been done so far.</param>
public sealed record OdeState(double Time, Vector Y, Vector Slope, double NextStep, OdeCounts Counts);

/// <summary>What an integration has done.</summary>
/// <param name="Accepted">Accepted steps, the forced ones among them.</param>
/// <param name="Rejected">Attempts that were thrown away.</param>
/// <param name="Forced">Steps taken at the step floor although the error asked for smaller ones.</param>
/// <param name="Evaluations">Evaluations of the right side.</param>
public readonly record struct OdeCounts(long Accepted, long Rejected, long Forced, long Evaluations)
{
    /// <summary>Forced over accepted steps, 0 before the first step; to be reported wherever a floor was set.</summary>
    public double ForcedFraction => Accepted == 0 ? 0 : (double)Forced / Accepted;
}

/// <summary>A state and why the integration stopped there.</summary>
/// <param name="State">The state after the last accepted step.</param>
/// <param name="Outcome">Why it stopped.</param>
public sealed record OdeRun(OdeState State, OdeOutcome Outcome);
