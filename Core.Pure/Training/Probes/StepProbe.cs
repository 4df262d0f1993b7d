using LanguageExt;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Step size, counts and clocks.</summary>
/// <remarks>The step size is that of the step from the observed state; counts and clocks are up to it (<see cref="Clocks"/>).</remarks>
public sealed record StepProbe : Probe
{
    /// <inheritdoc/>
    public override string Name => "steps";

    /// <inheritdoc/>
    public override Arr<Column> Columns(Objective objective) => Array(
        new Column("stepSize", "the step size of the step from here", "No step was made from here."),
        new Column("accepted", "steps that moved the parameters"),
        new Column("forced", "steps taken at the floor of the step size although their test failed"),
        new Column("evaluations", "evaluations of the objective"),
        new Column("logPhysicalTime", "log(1 + t)"),
        new Column("logLossTime", "tau, with d tau = L dt", "The loss is not of exponential type."),
        new Column("unitLogLossTime", "s, with ds = |grad psi|^2 d tau", "The rule does not compute the gradient's norm, or the loss is not of exponential type."));

    internal override void Observe(Observation observation, Span<double> row)
    {
        var clocks = observation.Clocks;
        var hasLogarithm = observation.Objective.Loss.IsExponentialType;
        row[0] = observation.Info?.StepSize ?? double.NaN;
        row[1] = clocks.Accepted;
        row[2] = clocks.Forced;
        row[3] = clocks.Evaluations;
        row[4] = clocks.LogPhysicalTime;
        row[5] = hasLogarithm ? clocks.LogLossTime : double.NaN;
        row[6] = hasLogarithm && observation.MeasuresGradient ? clocks.UnitLogLossTime : double.NaN;
    }
}
