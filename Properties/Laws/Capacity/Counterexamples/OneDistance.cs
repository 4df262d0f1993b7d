using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>CCd: the magnitude-aware divergence needs one distance in both places.</summary>
public static class OneDistance
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "CCd",
        "one distance in the magnitude-aware divergence",
        "The divergence for noise in proportion to the distance from initialization may take the size of the prior from the raw weights.",
        "It is the divergence of the stated pair only with the distance from the reference in numerator and denominator; any other size of the prior is another number.",
        "(1/2) sum ln(s^2 / q_i) with s^2 from |w - w0|: equal to the divergence; with s^2 from |w|: off by more than 0.1",
        "1e-12 relative",
        CapacitySources.Exploring("C45"),
        "50 Gaussian weights at distance 1 from Gaussian initial weights, sigma = 0.3, eps = 1e-3",
        static _ =>
        {
            const double sigma = 0.3, eps = 1e-3;
            var (d, w0) = (new double[50], new double[50]);
            Draws.Gaussian(new Key(1).For("d"), RandomStream.Measurement, 0, d);
            Draws.Gaussian(new Key(1).For("w0"), RandomStream.Measurement, 0, w0);
            double[] w = [.. d.Zip(w0, static (a, b) => a + b)], own = [.. d.Select(static x => (eps * eps) + (sigma * sigma * x * x))];
            double Prior(double[] x) => (eps * eps) + (((sigma * sigma) + 1) * x.Sum(static v => v * v) / x.Length);
            double Form(double prior) => own.Sum(q => Elementary.Log(prior / q)) / 2;
            double Divergence(double prior) => PacBayes.DiagonalKl(w, own, w0, [.. w.Select(_ => prior)]);
            return [
                Close.Equal(Form(Prior(d)), Divergence(Prior(d)), 1e-12, "distance in both places"),
                Close.Equal(PacBayes.MagnitudeKl(d, sigma, eps), Divergence(Prior(d)), 1e-12, "the closed form of the library"),
                Outcome.AtMost(0.1, Math.Abs(Form(Prior(w)) - Divergence(Prior(w))), 0, "raw weights in the numerator, against the divergence from that prior"),
                Outcome.AtMost(0.1, Math.Abs(Form(Prior(w)) - Divergence(Prior(d))), 0, "raw weights in the numerator, against the divergence from the best prior"),
            ];
        });
}
