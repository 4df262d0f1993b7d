using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>N13 (iv) at every step of weight normalization: directions grow by exactly their squared displacement, and the gains of layers stay in balance.</summary>
public sealed record WeightNormMonitor : LawMonitor
{
    /// <inheritdoc/>
    public override string Id => "N13.iv";

    /// <inheritdoc/>
    public override string Statement =>
        "A gradient step in gains g and directions v makes |v|^2 exactly |v|^2 + |Delta v|^2, and with one gain per layer changes g_k^2 - p g_(k+1)^2 by exactly the same of Delta g.";

    /// <inheritdoc/>
    public override double Tolerance => 1e-12;

    /// <inheritdoc/>
    public override string RelativeTo => "the largest of |v|^2, |v'|^2 and |g Delta g| of the group, for gains of the larger g^2";

    /// <inheritdoc/>
    public override Source Source { get; } = MonitorSources.SalimansKingma("N13");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) =>
        plan.Rule.CoordinateVector >= 0 ? Option<string>.None : $"{plan.Rule.Name} does not move gains and directions of weight normalization";

    internal override Deviation Judge(in StepView step, StepSums sums)
    {
        if (!step.Info.Accepted || step.Coordinates.IsEmpty)
            return Deviation.None;
        var groups = sums.Groups;
        var worst = new Deviation(0);
        for (var i = 0; i < groups.Length; i++)
        {
            var (layer, row, offset, size) = groups[i];
            ReadOnlySpan<double> v = step.Coordinates.Slice(groups.Length + offset, size), next = step.NextCoordinates.Slice(groups.Length + offset, size);
            var moved = sums.Work(0, size);
            sums.Kernels.ScaleAdd(-1, v, 1, next, moved);
            double before = sums.Kernels.Dot(v, v), after = sums.Kernels.Dot(next, next);
            var gain = Math.Abs(step.Coordinates[i] * (step.NextCoordinates[i] - step.Coordinates[i]));
            worst = worst.Or(Deviation.Of(2 * sums.Kernels.Dot(v, moved), Math.Max(Math.Max(before, after), gain), layer, row));
        }

        return sums.HasLayerGains ? worst.Or(Gains(step, sums)) : worst;
    }

    private static Deviation Gains(in StepView step, StepSums sums)
    {
        var degrees = sums.Network.Homogeneity.Match(static d => d, static _ => Arr<int>.Empty);
        var worst = new Deviation(0);
        for (var k = 0; k + 1 < degrees.Count; k++)
        {
            double power = degrees[k] / (double)degrees[k + 1];
            double Growth(double from, double to) => 2 * from * (to - from);
            double Size(double from, double to) => Math.Max(from * from, to * to);
            var (g, h) = (step.Coordinates[k], step.Coordinates[k + 1]);
            var (gNext, hNext) = (step.NextCoordinates[k], step.NextCoordinates[k + 1]);
            worst = worst.Or(Deviation.Of(Growth(g, gNext) - (power * Growth(h, hNext)), Math.Max(Size(g, gNext), power * Size(h, hNext)), k));
        }

        return worst;
    }
}
