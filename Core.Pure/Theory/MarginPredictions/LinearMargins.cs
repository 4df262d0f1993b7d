using Marginalia.Numerics;

namespace Marginalia.Theory;

/// <summary>A linear classifier on points z_n = y_n x_n: its margins and the certificate that needs no solver.</summary>
/// <param name="Norm">rho = |w|.</param>
/// <param name="Margin">gamma_min, the smallest z_n . w over rho; at most gamma*.</param>
/// <param name="SmoothedMargin">psi / rho, psi = -log sum exp(-z_n . w).</param>
/// <param name="UpperBound">|sum omega_n z_n|, at least gamma* for any probability vector omega; omega = softmax of the negative margins.</param>
/// <param name="Psi">psi.</param>
/// <param name="ExampleWeights">omega.</param>
/// <remarks>docs/theory/normalized-flow.md, N24. The exponential loss; sums over points in their order.</remarks>
public sealed record LinearMargins(double Norm, double Margin, double SmoothedMargin, double UpperBound, double Psi, Vector ExampleWeights)
{
    /// <summary>UpperBound - Margin: at least the distance of the margin from gamma*, and never negative beyond round-off.</summary>
    public double CertificateGap => UpperBound - Margin;

    /// <summary>Evaluates a classifier.</summary>
    /// <param name="points">One z_n per row, at least one.</param>
    /// <param name="w">Not zero, one coordinate per column.</param>
    public static LinearMargins Of(Matrix points, ReadOnlySpan<double> w)
    {
        var margins = new double[points.Rows];
        var least = double.PositiveInfinity;
        for (var n = 0; n < margins.Length; n++)
        {
            margins[n] = Inner(points.Row(n), w);
            least = Math.Min(least, margins[n]);
        }

        var omega = new double[points.Rows];
        var psi = -ExponentialMargins.LogLoss(margins, omega);
        var mean = new double[points.Columns];
        for (var n = 0; n < omega.Length; n++)
        {
            var z = points.Row(n);
            for (var j = 0; j < mean.Length; j++)
                mean[j] = Math.FusedMultiplyAdd(omega[n], z[j], mean[j]);
        }

        var norm = Math.Sqrt(Inner(w, w));
        return new(norm, least / norm, psi / norm, Math.Sqrt(Inner(mean, mean)), psi, Vector.Own(omega));
    }

    internal static double Inner(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum = Math.FusedMultiplyAdd(x[i], y[i], sum);
        return sum;
    }
}
