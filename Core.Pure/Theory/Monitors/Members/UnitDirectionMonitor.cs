using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>N11 at every step, under any rule: directions turn back on themselves by half the squared distance they move.</summary>
public sealed record UnitDirectionMonitor : LawMonitor
{
    // Between them a squared norm keeps its relative accuracy.
    private const double Smallest = 1e-280;
    private const double Largest = 1e280;

    /// <inheritdoc/>
    public override string Id => "N11";

    /// <inheritdoc/>
    public override string Statement => "With V_k = W_k / rho_k every step has <V_k, V_k' - V_k> = -|V_k' - V_k|^2 / 2, and rules that hold norms leave every rho_k where it is.";

    /// <inheritdoc/>
    public override double Tolerance => 1e-14;

    /// <inheritdoc/>
    public override string RelativeTo => "1, the norm of V_k, and for norms that are held to 100 rho_k";

    /// <inheritdoc/>
    public override Source Source { get; } = MonitorSources.TheoryIII("N11");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) => plan.Objective.Network.Depth == 0 ? "the network has no weights" : Option<string>.None;

    internal override Deviation Judge(in StepView step, StepSums sums)
    {
        if (!step.Info.Accepted)
            return Deviation.None;
        var worst = new Deviation(0);
        for (var k = 0; k < sums.Layers.Length; k++)
            worst = worst.Or(OfLayer(step, sums, k));
        return worst;
    }

    private static Deviation OfLayer(in StepView step, StepSums sums, int layer)
    {
        double before = 0, after = 0, inner = 0, square = 0;
        foreach (var block in sums.Layers[layer])
        {
            var (was, now) = block.Squares(step.Theta, step.Next, sums.Kernels);
            (before, after) = (before + was, after + now);
        }

        if (!(before is > Smallest and < Largest) || !(after is > Smallest and < Largest))
            return Deviation.None;
        foreach (var block in sums.Layers[layer])
        {
            var (along, squared) = block.Turn(step.Theta, step.Next, Math.Sqrt(before), Math.Sqrt(after));
            (inner, square) = (inner + along, square + squared);
        }

        // The norm of a direction is held to 1e-12, a hundred times the tolerance of the turn.
        var turn = Deviation.Of(inner + (square / 2), 1, layer);
        return sums.HoldsNorms ? turn.Or(Deviation.Of(Math.Sqrt(after) - Math.Sqrt(before), 100 * Math.Sqrt(before), layer)) : turn;
    }
}
