using Marginalia.Numerics;

namespace Marginalia.Training;

/// <summary>Where a run stands on the clocks of gradient flow, and what it has cost.</summary>
/// <remarks>
/// A step that adds <c>c grad psi</c> to the parameters advances tau by c, t by <c>c exp(psi)</c>, and s by <c>c |grad psi|^2</c>, the gain of psi that
/// it predicts. psi belongs to the SUM over the batch, whatever the reduction, so t is the time of the flow of the sum; under a mean over n
/// examples a step eta advances it by eta / n. For losses that are not of exponential type only t exists: a step <c>-c grad L</c> advances it by c.
/// s stays where it is in rules that do not compute |grad psi| (<see cref="Rule.MeasuresGradient"/>). Momentum rules count the gradient that each
/// step adds; rules whose step is not along the gradient (Adam, AdaGrad) move none of the three. Weight decay moves no clock.
/// Source: docs/theory/normalized-flow.md, sections 2 and 3, A3.
/// </remarks>
/// <param name="LogPhysicalTime">u = log(1 + t), which does not overflow when t does.</param>
/// <param name="LogLossTime">tau.</param>
/// <param name="UnitLogLossTime">s.</param>
/// <param name="Evaluations">Evaluations of the objective so far, each a forward and at most one backward pass.</param>
/// <param name="Accepted">Steps that moved the parameters.</param>
/// <param name="Forced">Steps that were taken at the floor of the step size although their test failed.</param>
public readonly record struct Clocks(
    double LogPhysicalTime, double LogLossTime, double UnitLogLossTime, long Evaluations, long Accepted = 0, long Forced = 0)
{
    /// <summary>All clocks at zero.</summary>
    public static Clocks Zero => default;

    /// <summary>The clocks after a step.</summary>
    /// <param name="info">What the step reported.</param>
    public Clocks After(in StepInfo info)
    {
        var counted = this with
        {
            Evaluations = Evaluations + info.Evaluations,
            Accepted = Accepted + (info.Accepted ? 1 : 0),
            Forced = Forced + (info.Forced ? 1 : 0),
        };
        if (!info.Accepted || double.IsNaN(info.LogDisplacement) || double.IsNegativeInfinity(info.LogDisplacement))
            return counted;
        if (!info.Statistics.HasWeights)
            return counted with { LogPhysicalTime = LogSum(LogPhysicalTime, info.LogDisplacement) };
        var displacement = Elementary.Exp(info.LogDisplacement);
        return counted with
        {
            LogPhysicalTime = LogSum(LogPhysicalTime, info.LogDisplacement + info.Statistics.Psi),
            LogLossTime = LogLossTime + displacement,
            UnitLogLossTime = double.IsNaN(info.GradientNorm) ? UnitLogLossTime : UnitLogLossTime + (displacement * info.GradientNorm * info.GradientNorm),
        };
    }

    /// <summary><c>log(e^a + e^b)</c>, with full relative accuracy of what is added.</summary>
    private static double LogSum(double a, double b) => Math.Max(a, b) + Elementary.Log1p(Elementary.Exp(-Math.Abs(a - b)));
}
