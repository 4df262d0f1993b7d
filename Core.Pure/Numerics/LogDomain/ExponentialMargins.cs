namespace Marginalia.Numerics;

/// <summary>The exponential loss <c>exp(-q)</c> summed over margins, entirely by logarithms.</summary>
/// <remarks>
/// docs/theory/normalized-flow.md, sections 1.2 and 2; the sum, not the mean. Margins of any finite size, of both signs and mixed. A margin
/// of plus infinity has weight 0; a smallest margin that is not finite makes the weights NaN.
/// </remarks>
public static class ExponentialMargins
{
    /// <summary><c>log sum_n exp(-q_n)</c> and the weights <c>omega_n = exp(-q_n) / L</c>.</summary>
    /// <param name="margins">The margins q; none gives negative infinity.</param>
    /// <param name="omega">Overwritten; as long as <paramref name="margins"/>. Its entries sum to 1.</param>
    public static double LogLoss(ReadOnlySpan<double> margins, Span<double> omega)
    {
        for (var n = 0; n < margins.Length; n++)
            omega[n] = -margins[n];
        return LogDomain.Softmax(omega, omega);
    }

    /// <summary>The soft minimum s of the margins, the margin of a single example with the same loss: <c>s = -log L</c>.</summary>
    /// <param name="logLoss">log L of the summed loss.</param>
    public static double SoftMinMargin(double logLoss) => -logLoss;

    /// <summary>The entropy <c>-sum_n omega_n log omega_n</c> of the weights, with full relative accuracy.</summary>
    /// <param name="margins">The margins q.</param>
    /// <returns>In nats, from 0 to log n.</returns>
    public static double WeightEntropy(ReadOnlySpan<double> margins) => MarginSums.Of(isLogistic: false, margins, new double[margins.Length]).Entropy;
}
