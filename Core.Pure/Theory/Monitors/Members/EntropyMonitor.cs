using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>N15 at every step: for the exponential loss the radial sum is psi plus the entropy of the example weights, on any batch.</summary>
public sealed record EntropyMonitor : LawMonitor
{
    /// <inheritdoc/>
    public override string Id => "N15";

    /// <inheritdoc/>
    public override string Statement => "R = psi + H for the exponential loss.";

    /// <inheritdoc/>
    public override double Tolerance => 1e-11;

    /// <inheritdoc/>
    public override string RelativeTo => "max(1, |R|)";

    /// <inheritdoc/>
    public override Source Source { get; } = MonitorSources.LyuLi("N15");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) => plan.Objective.Loss is not Loss.Exponential ? $"the loss is {plan.Objective.Loss.Name}"
        : plan.Objective.Network.OutputCount > 1 ? "it speaks of one output" : Option<string>.None;

    internal override Deviation Judge(in StepView step, StepSums sums)
    {
        var s = step.Info.Statistics;
        return Deviation.Of(s.RadialSum - (s.Psi + s.WeightEntropy), Math.Max(1, Math.Abs(s.RadialSum)));
    }
}
