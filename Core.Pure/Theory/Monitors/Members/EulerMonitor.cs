using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>N1 at every step: the inner product of each layer with the descent direction is its degree times the radial sum.</summary>
/// <remarks>It compares backward with forward pass, so it also finds errors of backpropagation, under any rule that evaluates the gradient at theta_t.</remarks>
public sealed record EulerMonitor : LawMonitor
{
    // Below it the terms lose their relative accuracy.
    private const double SmallestMagnitude = 1e-280;

    /// <inheritdoc/>
    public override string Id => "N1";

    /// <inheritdoc/>
    public override string Statement => "The inner product of each layer with the gradient of psi is its degree times the radial sum R.";

    /// <inheritdoc/>
    public override double Tolerance => 1e-12;

    /// <inheritdoc/>
    public override string RelativeTo => "deg_k sum_n |c_n f_n| (from above) or |W_k| |D_k|";

    /// <inheritdoc/>
    public override Source Source { get; } = MonitorSources.TheoryIII("N1");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) =>
        plan.Objective.Network.Homogeneity.Match(static _ => Option<string>.None, static reason => "the network is not homogeneous: " + reason);

    internal override bool NeedsSums => true;

    internal override Deviation Judge(in StepView step, StepSums sums)
    {
        if (!sums.HasDirection)
            return Deviation.None;
        var (radial, magnitude) = (step.Info.Statistics.RadialSum, sums.RadialMagnitude);
        if (!(magnitude > SmallestMagnitude))
            return Deviation.None;
        var degrees = sums.Network.Homogeneity.Match(static d => d, static _ => Arr<int>.Empty);
        var worst = new Deviation(0);
        for (var k = 0; k < sums.Layers.Length; k++)
        {
            double inner = 0, square = 0, direction = 0;
            foreach (var block in sums.Layers[k])
                (inner, square, direction) = (inner + block.Inner, square + block.Before, direction + block.Direction);
            var scale = Math.Max(degrees[k] * magnitude, Math.Sqrt(square) * Math.Sqrt(direction));
            worst = worst.Or(Deviation.Of(inner - (degrees[k] * radial), scale, k));
        }

        return worst;
    }
}
