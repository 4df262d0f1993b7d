using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>How a max pool enters a path recursion.</summary>
public enum MaxPoolRule
{
    /// <summary>Every antecedent counts with weight 1: the path norm of the literature.</summary>
    Sum,

    /// <summary>Only the largest antecedent counts: no path norm, but still a Lipschitz certificate.</summary>
    Max,
}

/// <summary>The sums over paths that end in each output: <c>Mantissas[k] 2^Exponent</c> is the sum of the products of |w|^p, or their maximum for p infinite.</summary>
/// <param name="P">The exponent p.</param>
/// <param name="Mantissas">One for each output, the largest from 1 to below 2 unless all are 0.</param>
/// <param name="Exponent">The common power of two, so that deep networks neither overflow nor underflow.</param>
public sealed record PathSums(double P, Vector Mantissas, long Exponent)
{
    /// <summary>The sum over all outputs (the maximum for p infinite), that is phi_p^p; infinite above the range of doubles.</summary>
    public double Total => Math.ScaleB(Combined, Clamp(Exponent));

    /// <summary>The base-2 logarithm of <see cref="Total"/>; minus infinity without a path of nonzero product.</summary>
    public double Log2Total => (Elementary.Log(Combined) / Elementary.Log(2)) + Exponent;

    /// <summary>The path norm phi_p.</summary>
    public double Norm => Root(Combined);

    /// <summary>The natural logarithm of <see cref="Norm"/>.</summary>
    public double LogNorm => LogRoot(Combined);

    /// <summary>The largest path norm of a single output.</summary>
    public double OutputMaximum => Root(Largest);

    /// <summary>The natural logarithm of <see cref="OutputMaximum"/>.</summary>
    public double LogOutputMaximum => LogRoot(Largest);

    /// <summary>The path norm of one output.</summary>
    /// <param name="output">From 0 to the number of outputs - 1.</param>
    public double OutputNorm(int output) => Root(Mantissas[output]);

    private double Largest
    {
        get
        {
            var largest = 0.0;
            foreach (var mantissa in Mantissas.Span)
                largest = Math.Max(largest, mantissa);
            return largest;
        }
    }

    private double Combined
    {
        get
        {
            if (double.IsPositiveInfinity(P))
                return Largest;
            var sum = 0.0;
            foreach (var mantissa in Mantissas.Span)
                sum += mantissa;
            return sum;
        }
    }

    // Roots of 2^Exponent are taken of the multiple of p that is nearest, so that p = 1 and p = 2 lose no bit.
    private double Root(double sum)
    {
        if (P == 1 || double.IsPositiveInfinity(P))
            return Math.ScaleB(sum, Clamp(Exponent));
        if (P == 2)
            return Math.ScaleB(Math.Sqrt(Math.ScaleB(sum, (int)(Exponent & 1))), Clamp((Exponent - (Exponent & 1)) / 2));
        if (P == 3)
        {
            var rest = (int)(((Exponent % 3) + 3) % 3);
            return Math.ScaleB(Math.Cbrt(Math.ScaleB(sum, rest)), Clamp((Exponent - rest) / 3));
        }

        var whole = Math.Floor(Exponent / P);
        return Math.ScaleB(Elementary.Pow(Math.ScaleB(sum, 0), 1 / P) * Elementary.Pow(2, (Exponent - (whole * P)) / P), Clamp((long)whole));
    }

    private double LogRoot(double sum) => (Elementary.Log(sum) + (Exponent * Elementary.Log(2))) / (double.IsPositiveInfinity(P) ? 1 : P);

    private static int Clamp(long exponent) => (int)Math.Clamp(exponent, -5000, 5000);
}
