using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>What exponential-type losses of one and of several outputs share: they are functions of the soft margin.</summary>
internal abstract class MarginHead(Objective objective, int capacity) : LossHead(objective)
{
    private readonly bool _isExponential = objective.Loss is Loss.Exponential;
    private readonly double[] _weights = new double[capacity];
    private readonly double[] _scratch = new double[capacity];

    internal sealed override ReadOnlySpan<double> Weights => _weights.AsSpan(0, Count);

    /// <summary>One number per example.</summary>
    protected Span<double> Scratch => _scratch.AsSpan(0, Count);

    /// <summary>Sums over the soft margins; fills the weights.</summary>
    protected MarginSums Sum(ReadOnlySpan<double> softMargins, int least) => _isExponential
        ? MarginSums.Exponential(softMargins, least, _weights.AsSpan(0, Count), Scratch)
        : MarginSums.Logistic(softMargins, least, _weights.AsSpan(0, Count), Scratch);

    protected LossStatistics Report(in MarginSums sums, double radialSum, double minMargin, int errors)
    {
        var isMean = Reduction == Reduction.Mean;
        LogExampleScale = sums.LogLoss;
        LogScale = isMean ? sums.LogLoss - LogCount : sums.LogLoss;
        var loss = isMean ? sums.Loss / Count : sums.Loss;
        return new(sums.LogLoss, loss, radialSum, sums.Entropy, minMargin, sums.SoftMin, errors, Count) { HasMargins = true, HasWeights = true };
    }

    /// <summary>The second derivatives of the losses by the soft margins, divided by L, into <see cref="Scratch"/>: omega for the exponential loss, omega
    /// times the logistic function of m for the logistic one.</summary>
    protected void SecondDerivatives()
    {
        if (_isExponential)
        {
            Weights.CopyTo(Scratch);
            return;
        }

        Elementary.Sigmoid(SoftMargins, Scratch);
        Entrywise.Multiply(Scratch, Weights, Scratch);
    }

    internal sealed override void ExampleLosses(Span<double> losses)
    {
        Entrywise.Multiply(SoftMargins, -1, losses);
        if (_isExponential)
            Elementary.Exp(losses, losses);
        else
            Elementary.Softplus(losses, losses);
    }
}
