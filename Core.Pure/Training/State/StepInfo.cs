using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>What one step saw: observed by probes, then dropped.</summary>
/// <param name="Statistics">Loss and margins at theta_t, before the step, on the batch of the step.</param>
/// <param name="StepSize">The step size that the rule used, in the rule's own meaning (<see cref="Rule.RateMeaning"/>).</param>
/// <param name="LogDisplacement">log c when the step added c times the descent direction: grad psi for exponential-type losses, minus the gradient of the
/// declared objective for the others. Negative infinity when nothing moved, NaN when the step was not along that direction.</param>
/// <param name="GradientNorm">The norm of that direction at theta_t; NaN when the rule does not compute it.</param>
/// <param name="Accepted">Whether the parameters moved.</param>
/// <param name="Forced">Whether the step was taken at the floor of the step size although its test failed.</param>
/// <param name="Evaluations">Evaluations of the objective that the step cost.</param>
public readonly record struct StepInfo(
    LossStatistics Statistics, double StepSize, double LogDisplacement, double GradientNorm, bool Accepted, bool Forced, int Evaluations)
{
    /// <summary>A step that moved the parameters after one evaluation.</summary>
    internal static StepInfo Moved(in LossStatistics statistics, double stepSize, double logDisplacement, double gradientNorm = double.NaN) =>
        new(statistics, stepSize, logDisplacement, gradientNorm, true, false, 1);

    /// <summary>A step that could not be taken, because loss or displacement are not finite; a rule returns it before it writes anything.</summary>
    internal static StepInfo Lost(in LossStatistics statistics, double stepSize) =>
        new(statistics, stepSize, double.NaN, double.NaN, false, false, 1) { IsLost = true };

    /// <summary>c: the rule's own factor where it gave it, else the exponential of <see cref="LogDisplacement"/>, which loses digits when that is large.</summary>
    internal double Displacement
    {
        get => field == 0 ? Elementary.Exp(LogDisplacement) : field;
        init;
    }

    /// <summary>Whether the run cannot go on from theta_t.</summary>
    internal bool IsLost { get; init; }
}
