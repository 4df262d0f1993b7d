using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>What one forward pass over a batch tells about the loss and the margins.</summary>
/// <param name="LogLoss">For exponential-type losses log L of the SUM over the batch, whatever the reduction; finite for all finite outputs.
/// For the others the logarithm of <paramref name="Loss"/>, negative infinity at 0.</param>
/// <param name="Loss">The value of the declared reduction; for exponential-type losses 0 below the range of doubles.</param>
/// <param name="RadialSum">R, the inner product of outputs and the cotangent of the descent direction: for exponential-type losses
/// <c>sum_n omega_n sum_j S_nj (f_y - f_j)</c>, one output <c>sum_n omega_n q_n</c>; for the others <c>-sum_n f_n dL/df_n</c>. For homogeneous
/// networks <c>&lt;W_k, D_k&gt; = deg_k R</c> for every layer.</param>
/// <param name="WeightEntropy">H, the entropy in nats of the example weights divided by their sum (which is 1 for the exponential loss); NaN for losses
/// without weights.</param>
/// <param name="MinMargin">The smallest hard margin; NaN when the targets are values.</param>
/// <param name="SoftMinMargin">s, the margin at which a single example has the loss L of the SUM; NaN for losses without it.</param>
/// <param name="ErrorCount">The number of examples with a margin of 0 or less, ties included; 0 when the targets are values.</param>
/// <param name="Count">The number of examples of the batch.</param>
/// <remarks>Source: docs/theory/normalized-flow.md, 1.2. A run hands out one per step, so numbers that do not exist are NaN here;
/// whoever shows them asks <see cref="HasMargins"/> and <see cref="HasWeights"/> first.</remarks>
public readonly record struct LossStatistics(
    double LogLoss, double Loss, double RadialSum, double WeightEntropy, double MinMargin, double SoftMinMargin, int ErrorCount, int Count)
{
    /// <summary>psi = -log L, the log-loss with the sign that makes it grow.</summary>
    public double Psi => -LogLoss;

    /// <summary>Whether margins exist: for signs and classes, not for values.</summary>
    public bool HasMargins { get; init; }

    /// <summary>Whether example weights, their entropy and the soft-min margin exist: for exponential-type losses.</summary>
    public bool HasWeights { get; init; }

    /// <summary>Whether loss and outputs were finite numbers; false means that a run has diverged.</summary>
    public bool IsFinite => double.IsFinite(RadialSum) && (HasWeights ? double.IsFinite(LogLoss) : double.IsFinite(Loss));

    /// <summary>The fraction of errors among the examples, from 0 to 1.</summary>
    public Number Error => HasMargins ? new Number.Value((double)ErrorCount / Count) : new Number.Undefined("Targets that are values have no classification errors.");
}
