namespace Marginalia.Numerics;

/// <summary>The logistic loss <c>log(1 + exp(-q))</c> summed over margins, entirely by logarithms; with soft margins,
/// cross-entropy.</summary>
/// <remarks>
/// docs/theory/normalized-flow.md, sections 1.2 and 2; the sum, not the mean. Margins of any finite size, of both signs and mixed. A margin
/// of plus infinity has weight 0; a smallest margin that is not finite makes the weights NaN.
/// </remarks>
public static class LogisticMargins
{
    /// <summary>Below this d the ratio <c>log1p(d) / d</c> rounds to 1.</summary>
    private const double Negligible = 1e-17;

    /// <summary><c>log(1 + exp(-q))</c> of one margin.</summary>
    /// <param name="margin">Any double; below about 745 the loss is positive, beyond it underflows to 0.</param>
    public static double Loss(double margin) => Elementary.Softplus(-margin);

    /// <summary><c>1 / (1 + exp(q))</c>, minus the derivative of the loss; its product with the value at -q is the second
    /// derivative.</summary>
    /// <param name="margin">Any double.</param>
    public static double Slope(double margin) => Elementary.Sigmoid(-margin);

    /// <summary>The logarithm of the loss of one margin, finite for every finite margin.</summary>
    /// <param name="margin">Any double.</param>
    public static double LogLoss(double margin)
    {
        if (margin < 0)
            return Elementary.Log(Loss(margin));
        var decay = Elementary.Exp(-margin);
        return (decay < Negligible ? 0 : Elementary.Log(Elementary.Log1p(decay) / decay)) - margin;
    }

    /// <summary><c>log L</c>, <c>L = sum_n log(1 + exp(-q_n))</c>, and the weights <c>omega_n = 1 / ((1 + exp(q_n)) L)</c>.</summary>
    /// <param name="margins">The margins q; none gives negative infinity.</param>
    /// <param name="omega">Overwritten, another span of the same length. Its sum is below 1 and tends to 1 with growing margins.</param>
    public static double LogLoss(ReadOnlySpan<double> margins, Span<double> omega) => MarginSums.Of(isLogistic: true, margins, omega).LogLoss;

    /// <summary>The soft minimum s of the margins, the margin of a single example with the same loss:
    /// <c>s = -log(exp(L) - 1)</c>.</summary>
    /// <param name="logLoss">log L of the summed loss.</param>
    /// <remarks>docs/theory/normalized-flow.md, section 2, item 3: below L = exp(-36) the correction L/2 to <c>-log L</c> is under
    /// round-off, above L = 700 exp(-L) is.</remarks>
    public static double SoftMinMargin(double logLoss)
    {
        if (logLoss < -36)
            return -logLoss;
        var loss = Elementary.Exp(logLoss);
        return loss > 700 ? -loss : -Elementary.Log(Elementary.Expm1(loss));
    }
}
