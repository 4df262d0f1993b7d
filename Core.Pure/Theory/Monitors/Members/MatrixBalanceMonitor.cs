using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Theory;

/// <summary>N7 at every step: a gradient step changes the matrix balance of a linear network by second-order terms only, exactly.</summary>
/// <remarks>Two products of a hidden layer's matrices per step, about a third of what the step costs on as many examples as the layer has units.</remarks>
public sealed record MatrixBalanceMonitor : LawMonitor
{
    /// <inheritdoc/>
    public override string Id => "N7";

    /// <inheritdoc/>
    public override string Statement =>
        "In a linear network a gradient step W' = keep W + Delta makes M_k = W_(k+1)^T W_(k+1) - W_k W_k^T exactly keep^2 M_k plus the same of Delta.";

    /// <inheritdoc/>
    public override double Tolerance => 1e-12;

    /// <inheritdoc/>
    public override string RelativeTo => "the largest of rho^2 and rho'^2 of both layers and c sum_n |c_n f_n|";

    /// <inheritdoc/>
    public override Source Source { get; } = MonitorSources.DuHuLee("N7");

    /// <inheritdoc/>
    public override Option<string> Objection(Plan plan) => UnitExcesses.Objection(plan, NoGradientStep(plan)).Match(
        static because => because,
        () => plan.Objective.Network.Nodes.Exists(static n => n.Operation is not Dense { Activation: Activation.Linear })
            ? "the network is not linear dense layers in a row" : Option<string>.None);

    internal override bool NeedsSums => true;

    internal override Deviation Judge(in StepView step, StepSums sums)
    {
        if (!sums.HasExcess || sums.Chain is not { } chain)
            return Deviation.None;
        var worst = new Deviation(0);
        for (var k = 0; k + 1 < chain.Layers.Length; k++)
            worst = worst.Or(OfLayer(step, sums, chain, k));
        return worst;
    }

    // The terms of first order: S + S^T, S = keep (W_(k+1)^T Delta_(k+1) - Delta_k W_k^T).
    private static Deviation OfLayer(in StepView step, StepSums sums, DenseChain chain, int k)
    {
        var (own, next, width) = (sums.Network.Layout.Weights[k], sums.Network.Layout.Weights[k + 1], chain.Layers[k].Units);
        Span<double> moved = sums.Work(0, step.Theta.Length), outgoing = sums.Work(1, width * width), incoming = sums.Work(2, width * width);
        sums.Kernels.ScaleAdd(-sums.Keep, step.Theta, 1, step.Next, moved);
        sums.Kernels.Multiply(new Product(width, width, next.Rows, TransposeA: true), step.Theta.Slice(next.Offset, next.Size), moved.Slice(next.Offset, next.Size), outgoing);
        sums.Kernels.Multiply(new Product(width, width, own.Columns, TransposeB: true), moved.Slice(own.Offset, own.Size), step.Theta.Slice(own.Offset, own.Size), incoming);
        var bias = chain.Layers[k].Bias(0);
        if (bias >= 0)
        {
            for (var i = 0; i < width; i++)
                for (var j = 0; j < width; j++)
                    incoming[(i * width) + j] = Math.FusedMultiplyAdd(moved[bias + i], step.Theta[bias + j], incoming[(i * width) + j]);
        }

        var scale = UnitExcesses.Scale(sums, chain, k);
        var worst = new Deviation(0, k);
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                int a = (i * width) + j, b = (j * width) + i;
                worst = worst.Or(Deviation.Of(sums.Keep * (outgoing[a] - incoming[a] + (outgoing[b] - incoming[b])), scale, k, i));
            }
        }

        return worst;
    }
}
