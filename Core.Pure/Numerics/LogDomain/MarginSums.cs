namespace Marginalia.Numerics;

/// <summary>What sums over examples need of the margins, in one pass: the one place of these formulas.</summary>
/// <param name="LogLoss">log L of the sum.</param>
/// <param name="Loss">L of the sum, with full relative accuracy as far as it is in range.</param>
/// <param name="Entropy">Of the weights divided by their sum.</param>
/// <param name="WeightedMargin"><c>sum_n omega_n m_n</c>, from differences to the smallest margin.</param>
/// <param name="SoftMin">The soft minimum s.</param>
/// <remarks>docs/theory/normalized-flow.md, 1.2 and section 2. Sums run in the portable tree, which every policy uses for sums.</remarks>
internal readonly record struct MarginSums(double LogLoss, double Loss, double Entropy, double WeightedMargin, double SoftMin)
{
    private static readonly MarginSums Undefined = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>The sums and weights of any margins.</summary>
    /// <param name="isLogistic">Whether the loss is log(1 + exp(-m)); else exp(-m).</param>
    /// <param name="margins">The margins m; of none, the loss is 0.</param>
    /// <param name="omega">The weights, overwritten; NaN when the smallest margin is not finite.</param>
    internal static MarginSums Of(bool isLogistic, ReadOnlySpan<double> margins, Span<double> omega)
    {
        var (least, smallest) = (-1, double.PositiveInfinity);
        for (var n = 0; n < margins.Length && !double.IsNaN(smallest); n++)
            (least, smallest) = !(margins[n] >= smallest) ? (n, margins[n]) : (least, smallest);
        if (!double.IsFinite(smallest))
        {
            omega.Fill(double.NaN);
            return Undefined with { LogLoss = -smallest };
        }

        var scratch = new double[margins.Length];
        return isLogistic ? Logistic(margins, least, omega, scratch) : Exponential(margins, least, omega, scratch);
    }

    /// <summary>The sums and weights of the exponential loss.</summary>
    /// <param name="margins">The margins m, at least one.</param>
    /// <param name="least">The index of the smallest.</param>
    /// <param name="omega">The weights, overwritten.</param>
    /// <param name="scratch">As long as the margins, overwritten.</param>
    internal static MarginSums Exponential(ReadOnlySpan<double> margins, int least, Span<double> omega, Span<double> scratch)
    {
        var smallest = margins[least];
        if (!double.IsFinite(smallest))
            return NotFinite(omega);
        Entrywise.Subtract(margins, smallest, scratch);
        Entrywise.Multiply(scratch, -1, omega);
        var others = LogDomain.Exponentials(omega, least);
        var distance = Moment(omega, scratch) / (1 + others);
        Entrywise.Divide(omega, 1 + others, omega);
        var excess = Elementary.Log1p(others);
        return new(excess - smallest, Elementary.Exp(-smallest) * (1 + others), excess + distance, smallest + distance, smallest - excess);
    }

    /// <summary>The sums and weights of the logistic loss.</summary>
    /// <param name="margins">The margins m, at least one.</param>
    /// <param name="least">The index of the smallest.</param>
    /// <param name="omega">The weights, overwritten.</param>
    /// <param name="scratch">As long as the margins, overwritten.</param>
    /// <remarks>Every loss and slope is multiplied by exp(max(min m, 0)), so that the largest is of order 1.</remarks>
    internal static MarginSums Logistic(ReadOnlySpan<double> margins, int least, Span<double> omega, Span<double> scratch)
    {
        var smallest = margins[least];
        if (!double.IsFinite(smallest))
            return NotFinite(omega);

        // From here on log(1 + exp(-m)) is exp(-m) (1 - exp(-m) / 2) = exp(-m) to the last bit.
        if (smallest > 38)
            return Exponential(margins, least, omega, scratch);
        var shift = Math.Max(smallest, 0);
        var shrink = Elementary.Exp(-shift);
        for (var n = 0; n < margins.Length; n++)
            omega[n] = shift - Math.Abs(margins[n]);
        Elementary.Exp(omega, omega);
        Entrywise.Multiply(omega, shrink, scratch);
        Elementary.Log1p(scratch, scratch);
        return Finish(margins, least, omega, scratch, shift, shrink);
    }

    private static MarginSums Finish(
        ReadOnlySpan<double> margins, int least, Span<double> omega, Span<double> log1p, double shift, double shrink)
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
        return new(logLoss, loss * shrink, entropy, Reductions.Dot(omega, margins), LogisticMargins.SoftMinMargin(logLoss));
    }

    // An infinite distance has weight 0 and counts nothing.
    private static double Moment(ReadOnlySpan<double> weights, ReadOnlySpan<double> distances)
    {
        var moment = Reductions.Dot(weights, distances);
        if (!double.IsNaN(moment))
            return moment;
        moment = 0;
        for (var n = 0; n < weights.Length; n++)
            moment += weights[n] == 0 ? 0 : weights[n] * distances[n];
        return moment;
    }

    private static MarginSums NotFinite(Span<double> omega)
    {
        omega.Fill(double.NaN);
        return Undefined;
    }
}
