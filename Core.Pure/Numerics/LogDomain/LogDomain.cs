namespace Marginalia.Numerics;

/// <summary>Sums of exponentials by their logarithms: nothing over- or underflows, and no weight loses digits to a large offset.</summary>
/// <remarks>
/// docs/theory/normalized-flow.md, section 2, item 1: weights come from differences to the largest number, never from
/// <c>exp(x - logSumExp)</c>, which at 1e8 has lost eight digits. <see cref="Softmax"/> and <see cref="SoftMargin"/> allocate nothing.
/// </remarks>
public static class LogDomain
{
    /// <summary><c>log sum_n exp(x_n)</c>.</summary>
    /// <param name="x">Any doubles; NaN anywhere gives NaN.</param>
    /// <returns>Negative infinity for an empty span; the largest number when that is infinite.</returns>
    public static double LogSumExp(ReadOnlySpan<double> x) => Softmax(x, new double[x.Length]);

    /// <summary>The weights <c>exp(x_n) / sum_m exp(x_m)</c>.</summary>
    /// <param name="x">Any doubles.</param>
    /// <param name="weights">Overwritten; as long as <paramref name="x"/>, possibly the same span. NaN when the largest number is not
    /// finite.</param>
    /// <returns><see cref="LogSumExp"/> of <paramref name="x"/>.</returns>
    public static double Softmax(ReadOnlySpan<double> x, Span<double> weights)
    {
        var (top, largest) = Largest(x);
        if (!double.IsFinite(largest))
        {
            weights.Fill(double.NaN);
            return largest;
        }

        for (var n = 0; n < x.Length; n++)
            weights[n] = x[n] - largest;
        var others = Exponentials(weights, top);
        foreach (ref var weight in weights)
            weight /= 1 + others;
        return largest + Elementary.Log1p(others);
    }

    /// <summary>The entropy <c>-sum_n w_n log w_n</c> of the softmax weights in nats, computed without the logarithms of the weights: it
    /// keeps its relative accuracy when one weight is close to 1.</summary>
    /// <param name="x">Any doubles.</param>
    /// <returns>From 0 to log n; NaN when the largest number is not finite.</returns>
    public static double SoftmaxEntropy(ReadOnlySpan<double> x)
    {
        var margins = new double[x.Length];
        for (var n = 0; n < margins.Length; n++)
            margins[n] = -x[n];
        return ExponentialMargins.WeightEntropy(margins);
    }

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

    /// <summary>Turns differences to the largest number into exponentials.</summary>
    /// <param name="differences">x_n - max x on entry, exp of them on return.</param>
    /// <param name="top">The index of the largest number.</param>
    /// <returns>The sum over all but the largest, which counts as exactly 1: so it keeps its relative accuracy when one weight is close to 1.</returns>
    internal static double Exponentials(Span<double> differences, int top)
    {
        Elementary.Exp(differences, differences);
        differences[top] = 0;
        var others = Reductions.Sum(differences);
        differences[top] = 1;
        return others;
    }

    /// <summary>The first index of the largest number and that number, NaN when there is one.</summary>
    private static (int Index, double Value) Largest(ReadOnlySpan<double> x)
    {
        var (index, largest) = (-1, double.NegativeInfinity);
        for (var n = 0; n < x.Length; n++)
        {
            if (double.IsNaN(x[n]))
                return (n, double.NaN);
            if (x[n] > largest)
                (index, largest) = (n, x[n]);
        }

        return (index, largest);
    }
}
