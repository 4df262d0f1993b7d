using Marginalia.Numerics;

namespace Marginalia.Objectives;

/// <summary>What sums over examples need of the margins, in one pass for the run; <see cref="LogDomain"/> says the same one by one.</summary>
/// <param name="LogLoss">log L of the sum.</param>
/// <param name="Loss">L of the sum, with full relative accuracy as far as it is in range.</param>
/// <param name="Entropy">Of the weights divided by their sum.</param>
/// <param name="WeightedMargin"><c>sum_n omega_n m_n</c>, from differences to the smallest margin.</param>
/// <param name="SoftMin">The soft minimum s.</param>
internal readonly record struct MarginSums(double LogLoss, double Loss, double Entropy, double WeightedMargin, double SoftMin)
{
    private static readonly MarginSums Undefined = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>The sums and weights of the exponential loss.</summary>
    /// <param name="kernels">Reductions.</param>
    /// <param name="margins">The margins m, at least one.</param>
    /// <param name="least">The index of the smallest.</param>
    /// <param name="omega">The weights, overwritten.</param>
    /// <param name="scratch">As long as the margins, overwritten.</param>
    internal static MarginSums Exponential(Kernels kernels, ReadOnlySpan<double> margins, int least, Span<double> omega, Span<double> scratch)
    {
        var smallest = margins[least];
        if (!double.IsFinite(smallest))
            return NotFinite(omega);
        Entrywise.Subtract(margins, smallest, scratch);
        Entrywise.Multiply(scratch, -1, omega);
        Elementary.Exp(omega, omega);

        // Without the smallest one the sum keeps its relative accuracy when one weight is close to 1.
        omega[least] = 0;
        var others = kernels.Sum(omega);
        var distance = kernels.Dot(omega, scratch) / (1 + others);
        omega[least] = 1;
        Entrywise.Divide(omega, 1 + others, omega);
        var excess = Elementary.Log1p(others);
        return new(excess - smallest, Elementary.Exp(-smallest) * (1 + others), excess + distance, smallest + distance, smallest - excess);
    }

    /// <summary>The sums and weights of the logistic loss.</summary>
    /// <param name="kernels">Reductions.</param>
    /// <param name="margins">The margins m, at least one.</param>
    /// <param name="least">The index of the smallest.</param>
    /// <param name="omega">The weights, overwritten.</param>
    /// <param name="scratch">As long as the margins, overwritten.</param>
    /// <remarks>Every loss and slope is multiplied by exp(max(min m, 0)), so that the largest is of order 1.</remarks>
    internal static MarginSums Logistic(Kernels kernels, ReadOnlySpan<double> margins, int least, Span<double> omega, Span<double> scratch)
    {
        var smallest = margins[least];
        if (!double.IsFinite(smallest))
            return NotFinite(omega);

        // From here on log(1 + exp(-m)) is exp(-m) (1 - exp(-m) / 2) = exp(-m) to the last bit.
        if (smallest > 38)
            return Exponential(kernels, margins, least, omega, scratch);
        var shift = Math.Max(smallest, 0);
        var shrink = Elementary.Exp(-shift);
        for (var n = 0; n < margins.Length; n++)
            omega[n] = shift - Math.Abs(margins[n]);
        Elementary.Exp(omega, omega);
        Entrywise.Multiply(omega, shrink, scratch);
        Elementary.Log1p(scratch, scratch);
        return Finish(kernels, margins, least, omega, scratch, shift, shrink);
    }

    private static MarginSums Finish(
        Kernels kernels, ReadOnlySpan<double> margins, int least, Span<double> omega, Span<double> log1p, double shift, double shrink)
    {
        var (loss, slopes, grow) = (0.0, 0.0, Elementary.Exp(shift));
        for (var n = 0; n < margins.Length; n++)
        {
            var (m, scaled, log) = (margins[n], omega[n], log1p[n]);
            var decay = scaled * shrink;
            loss += m >= 0 ? log * grow : log - m;
            omega[n] = (m >= 0 ? scaled : 1) / (1 + decay);
            log1p[n] = m >= 0 ? shift - m - log : -log;
        }

        var (top, logTop, distance) = (omega[least], log1p[least], 0.0);
        for (var n = 0; n < margins.Length; n++)
        {
            if (n == least)
                continue;
            slopes += omega[n];
            distance += omega[n] == 0 ? 0 : omega[n] * (logTop - log1p[n]);
        }

        var entropy = Elementary.Log1p(slopes / top) + (distance / (top + slopes));
        Entrywise.Divide(omega, loss, omega);
        var logLoss = Elementary.Log(loss) - shift;
        return new(logLoss, loss * shrink, entropy, kernels.Dot(omega, margins), LogisticMargins.SoftMinMargin(logLoss));
    }

    private static MarginSums NotFinite(Span<double> omega)
    {
        omega.Fill(double.NaN);
        return Undefined;
    }
}
