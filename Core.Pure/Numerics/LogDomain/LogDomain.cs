namespace Marginalia.Numerics;

/// <summary>Sums of exponentials by their logarithms: nothing over- or underflows, and no weight loses digits to a large offset.</summary>
/// <remarks>
/// docs/theory/normalized-flow.md, section 2, item 1: weights come from differences to the largest number, never from
/// <c>exp(x - logSumExp)</c>, which at 1e8 has lost eight digits. Sums run in order. Nothing is allocated.
/// </remarks>
public static class LogDomain
{
    /// <summary><c>log sum_n exp(x_n)</c>.</summary>
    /// <param name="x">Any doubles; NaN anywhere gives NaN.</param>
    /// <returns>Negative infinity for an empty span; the largest number when that is infinite.</returns>
    public static double LogSumExp(ReadOnlySpan<double> x)
    {
        var (top, largest) = Largest(x, 1);
        if (!double.IsFinite(largest))
            return largest;
        var others = 0.0;
        for (var n = 0; n < x.Length; n++)
            others += n == top ? 0 : Elementary.Exp(x[n] - largest);
        return largest + Elementary.Log1p(others);
    }

    /// <summary>The weights <c>exp(x_n) / sum_m exp(x_m)</c>.</summary>
    /// <param name="x">Any doubles.</param>
    /// <param name="weights">Overwritten; as long as <paramref name="x"/>, possibly the same span. NaN when the largest number is not
    /// finite.</param>
    /// <returns><see cref="LogSumExp"/> of <paramref name="x"/>.</returns>
    public static double Softmax(ReadOnlySpan<double> x, Span<double> weights)
    {
        var (top, largest) = Largest(x, 1);
        if (!double.IsFinite(largest))
        {
            weights.Fill(double.NaN);
            return largest;
        }

        for (var n = 0; n < x.Length; n++)
            weights[n] = x[n] - largest;
        Elementary.Exp(weights, weights);
        var others = 0.0;
        for (var n = 0; n < x.Length; n++)
            others += n == top ? 0 : weights[n];
        foreach (ref var weight in weights)
            weight /= 1 + others;
        return largest + Elementary.Log1p(others);
    }

    /// <summary>The entropy <c>-sum_n w_n log w_n</c> of the softmax weights in nats, computed without the logarithms of the weights: it
    /// keeps its relative accuracy when one weight is close to 1.</summary>
    /// <param name="x">Any doubles.</param>
    /// <returns>From 0 to log n; NaN when the largest number is not finite.</returns>
    public static double SoftmaxEntropy(ReadOnlySpan<double> x) => Entropy(x, 1);

    /// <summary>The soft margin <c>-log sum_(j != label) exp(f_j - f_label)</c> of one example, and the softmax of its wrong
    /// outputs.</summary>
    /// <param name="outputs">The outputs f of the example, at least two.</param>
    /// <param name="label">The index of the right output.</param>
    /// <param name="wrong">Overwritten, another span of the same length: the softmax S_j of the wrong outputs, 0 at the label.</param>
    /// <remarks>docs/theory/normalized-flow.md, section 1.2. With two outputs the soft margin is their difference.</remarks>
    public static double SoftMargin(ReadOnlySpan<double> outputs, int label, Span<double> wrong)
    {
        for (var j = 0; j < outputs.Length; j++)
            wrong[j] = j == label ? double.NegativeInfinity : outputs[j] - outputs[label];
        return -Softmax(wrong, wrong);
    }

    /// <summary>With d_n the distance of <c>sign * x_n</c> to the largest and S the sum of <c>exp(-d_n)</c> over all but that one:
    /// <c>log1p(S) + sum_n exp(-d_n) d_n / (1 + S)</c>.</summary>
    internal static double Entropy(ReadOnlySpan<double> x, double sign)
    {
        var (top, largest) = Largest(x, sign);
        if (!double.IsFinite(largest))
            return double.NaN;
        double others = 0, moment = 0;
        for (var n = 0; n < x.Length; n++)
        {
            var distance = largest - (sign * x[n]);
            var weight = n == top ? 0 : Elementary.Exp(-distance);
            others += weight;
            moment += weight == 0 ? 0 : weight * distance; // an infinite distance has weight 0
        }

        return Elementary.Log1p(others) + (moment / (1 + others));
    }

    /// <summary>The first index of the largest <c>sign * x_n</c> and that number, NaN when there is one.</summary>
    private static (int Index, double Value) Largest(ReadOnlySpan<double> x, double sign)
    {
        var (index, largest) = (-1, double.NegativeInfinity);
        for (var n = 0; n < x.Length; n++)
        {
            if (double.IsNaN(x[n]))
                return (n, double.NaN);
            if (sign * x[n] > largest)
                (index, largest) = (n, sign * x[n]);
        }

        return (index, largest);
    }
}
