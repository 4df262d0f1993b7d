using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>N5 at every step: how a gradient step changes the norm of a layer, exactly.</summary>
public sealed record RadialGrowthMonitor : LawMonitor
{
    /// <inheritdoc/>
    public override string Id => "N5";

    /// <inheritdoc/>
    public override string Statement =>
        "A gradient step W' = keep W + c D, keep = 1 - eta lambda, makes rho_k^2 exactly keep^2 rho_k^2 + 2 keep c deg_k R + c^2 |D_k|^2.";

    /// <inheritdoc/>
    public override double Tolerance => 1e-13;

    /// <inheritdoc/>
    public override string RelativeTo => "the largest of rho_k^2, rho_k'^2 and c sum_n |c_n f_n|";

    /// <inheritdoc/>
    public override Source Source { get; } = MonitorSources.DuHuLee("N5");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) => NoGradientStep(plan).Match(
        static because => because,
        () => plan.Objective.Network.Homogeneity.Match(static _ => Option<string>.None, static reason => "the network is not homogeneous: " + reason));

    internal override bool NeedsSums => true;

    internal override Deviation Judge(in StepView step, StepSums sums)
    {
        if (!sums.HasExcess)
            return Deviation.None;
        var growth = 2 * sums.Keep * sums.Displacement * step.Info.Statistics.RadialSum;
        var degrees = sums.Network.Homogeneity.Match(static d => d, static _ => Arr<int>.Empty);
        var worst = new Deviation(0);
        for (var k = 0; k < sums.Layers.Length; k++)
        {
            var excess = 0.0;
            foreach (var block in sums.Layers[k])
                excess += block.Excess;
            worst = worst.Or(Deviation.Of(excess - (degrees[k] * growth), sums.LargestTerm(k), k));
        }

        return worst;
    }
}
