using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Closed forms of PAC-Bayes analysis with Gaussian posteriors and priors.</summary>
/// <remarks>docs/theory/capacity-and-path.md, 2.8; A. Maurer, A Note on the PAC Bayesian Theorem, arXiv:cs/0411099. Vectors of one call have the same length.</remarks>
public static class PacBayes
{
    /// <summary>KL of N(w, sigma^2 I) from N(w0, sigma^2 I): <c>|w - w0|^2 / (2 sigma^2)</c>.</summary>
    /// <param name="squaredDistance">|w - w0|^2.</param>
    /// <param name="sigma">Positive.</param>
    public static double IsotropicKl(double squaredDistance, double sigma) => squaredDistance / (2 * sigma * sigma);

    /// <summary>KL of two diagonal Gaussians: <c>(1/2) sum [ln(vP/vQ) + (vQ + (mQ - mP)^2)/vP - 1]</c>.</summary>
    /// <param name="posteriorMeans">mQ.</param>
    /// <param name="posteriorVariances">vQ, positive.</param>
    /// <param name="priorMeans">mP.</param>
    /// <param name="priorVariances">vP, positive.</param>
    public static double DiagonalKl(ReadOnlySpan<double> posteriorMeans, ReadOnlySpan<double> posteriorVariances, ReadOnlySpan<double> priorMeans, ReadOnlySpan<double> priorVariances)
    {
        var sum = 0.0;
        for (var i = 0; i < posteriorMeans.Length; i++)
        {
            var shift = posteriorMeans[i] - priorMeans[i];
            sum += Elementary.Log(priorVariances[i] / posteriorVariances[i]) + ((posteriorVariances[i] + (shift * shift)) / priorVariances[i]) - 1;
        }

        return sum / 2;
    }

    /// <summary>KL for noise of variance <c>eps^2 + sigma^2 d_i^2</c>, the prior of the best common variance <c>eps^2 + (sigma^2 + 1) |d|^2 / omega</c> around the reference.</summary>
    /// <param name="distances">d, the distances of the parameters from the reference, used in numerator and denominator.</param>
    /// <param name="sigma">Relative standard deviation.</param>
    /// <param name="eps">Floor of the standard deviation; positive where some distance is 0.</param>
    public static double MagnitudeKl(ReadOnlySpan<double> distances, double sigma, double eps)
    {
        var square = 0.0;
        foreach (var d in distances)
            square += d * d;
        return LogRatios(distances, sigma, eps, ((sigma * sigma) + 1) * square) / 2;
    }

    /// <summary>Maurer's slack: <c>sqrt((KL + ln(2 sqrt(m) / delta)) / (2m))</c>.</summary>
    /// <param name="kl">The divergence of posterior from prior.</param>
    /// <param name="count">m, the number of examples.</param>
    /// <param name="delta">Between 0 and 1.</param>
    public static double MaurerSlack(double kl, int count, double delta) => Math.Sqrt((kl + Elementary.Log(2 * Math.Sqrt(count) / delta)) / (2.0 * count));

    /// <summary>The slack of Exploring Generalization: <c>4 sqrt((KL + ln(2m / delta)) / m)</c>.</summary>
    /// <param name="kl">The divergence of posterior from prior.</param>
    /// <param name="count">m, the number of examples.</param>
    /// <param name="delta">Between 0 and 1.</param>
    public static double ExploringSlack(double kl, int count, double delta) => 4 * Math.Sqrt((kl + Elementary.Log(2.0 * count / delta)) / count);

    /// <summary>kl(q || p) of two Bernoulli distributions; infinite where p excludes what q allows.</summary>
    /// <param name="q">From 0 to 1.</param>
    /// <param name="p">From 0 to 1.</param>
    public static double BernoulliKl(double q, double p) =>
        (q == 0 ? 0 : q * Elementary.Log(q / p)) + (q == 1 ? 0 : (1 - q) * (Elementary.Log1p(-q) - Elementary.Log1p(-p)));

    /// <summary>The largest p with kl(q || p) at most c, by bisection to the last bit.</summary>
    /// <param name="q">From 0 to 1.</param>
    /// <param name="c">0 or more.</param>
    public static double InverseKl(double q, double c)
    {
        var (low, high) = (q, 1.0);
        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
                return low;
            (low, high) = BernoulliKl(q, middle) <= c ? (middle, high) : (low, middle);
        }
    }

    /// <summary>The table's form for isotropic noise: <c>|d|^2 / (4 sigma^2) + ln(m / sigma) + 10</c>.</summary>
    internal static double TableIsotropic(double squaredDistance, double sigma, int count) => (squaredDistance / (4 * sigma * sigma)) + Elementary.Log(count / sigma) + 10;

    /// <summary>The table's form for noise in proportion to the weights.</summary>
    internal static double TableMagnitude(ReadOnlySpan<double> distances, double sigma, double eps, int count) => (MagnitudeKl(distances, sigma, eps) / 2) + Elementary.Log(count / sigma) + 10;

    /// <summary>The table's forms for worst-case perturbations.</summary>
    internal static double TableSharpness(double squaredDistance, double alpha, int parameters, int count) =>
        (squaredDistance * Elementary.Log(2.0 * parameters) / (4 * alpha * alpha)) + Elementary.Log(count / alpha) + 10;

    /// <summary>The same with boxes in proportion to the weights.</summary>
    internal static double TableSharpnessMagnitude(ReadOnlySpan<double> distances, double alpha, double eps, int count, double delta)
    {
        var square = 0.0;
        foreach (var d in distances)
            square += d * d;
        return (LogRatios(distances, alpha, eps, ((alpha * alpha) + (4 * Elementary.Log(2.0 * distances.Length / delta))) * square) / 4) + Elementary.Log(count / alpha) + 10;
    }

    private static double LogRatios(ReadOnlySpan<double> distances, double sigma, double eps, double numerator)
    {
        var (sum, variance) = (0.0, (eps * eps) + (numerator / distances.Length));
        foreach (var d in distances)
            sum += Elementary.Log(variance / ((eps * eps) + (sigma * sigma * d * d)));
        return sum;
    }
}
