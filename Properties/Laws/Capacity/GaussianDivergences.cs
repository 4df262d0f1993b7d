using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>C45: closed forms of divergences of Gaussians.</summary>
public static class GaussianDivergences
{
    private const double RelativeTolerance = 1e-12;

    /// <summary>The law.</summary>
    public static Law<PointsRecipe> Law { get; } = new(
        "C45",
        "divergences of Gaussians",
        "The isotropic divergence is the general one for equal variances; the magnitude-aware divergence is the general one at the prior variance that makes it least; the inverse of the binary divergence inverts it.",
        "KL(sigma, sigma) = |d|^2 / (2 sigma^2); KL_mag = min over s^2 of KL(N(d, eps^2 + sigma^2 d^2), N(0, s^2)); kl(q | kl^-1(q | c)) <= c",
        "none",
        "1e-12 of the size of the terms",
        LawKind.Exact,
        CapacitySources.Exploring("C45"),
        PointsRecipe.Any,
        Check,
        static r => r.ToString());

    private static Outcome Check(NumericsPolicy numerics, PointsRecipe recipe)
    {
        var d = recipe.Points(1).Span.ToArray();
        var key = new Key(recipe.Seed).For("noise");
        var (sigma, eps) = (0.05 + Draws.Uniform(key, RandomStream.Measurement, 0, 0), 0.01 + (0.1 * Draws.Uniform(key, RandomStream.Measurement, 0, 1)));
        double[] zero = new double[d.Length], same = [.. d.Select(_ => sigma * sigma)], own = [.. d.Select(x => (eps * eps) + (sigma * sigma * x * x))];
        double[] Prior(double variance) => [.. d.Select(_ => variance)];
        double General(double variance) => PacBayes.DiagonalKl(d, own, zero, Prior(variance));
        var square = d.Sum(static x => x * x);
        var best = (eps * eps) + (((sigma * sigma) + 1) * square / d.Length);
        // The sum of d.Length differences of terms of size 1 and of logarithms.
        var terms = d.Length + own.Sum(v => Math.Abs(Elementary.Log(best / v)));
        var (q, c) = (Draws.Uniform(key, RandomStream.Measurement, 1, 0), 2 * Draws.Uniform(key, RandomStream.Measurement, 1, 1));
        var inverse = PacBayes.InverseKl(q, c);
        return Outcome.All([
            Outcome.Equal(PacBayes.IsotropicKl(square, sigma), PacBayes.DiagonalKl(d, same, zero, same), RelativeTolerance * (d.Length + (square / sigma / sigma)), "isotropic"),
            Outcome.Equal(PacBayes.MagnitudeKl(d, sigma, eps), General(best), RelativeTolerance * terms, "magnitude-aware"),
            Outcome.AtMost(General(best), General(1.01 * best), RelativeTolerance * terms, "larger prior variance"),
            Outcome.AtMost(General(best), General(best / 1.01), RelativeTolerance * terms, "smaller prior variance"),
            Outcome.AtMost(q, inverse, 0, "inverse and q"),
            Outcome.AtMost(PacBayes.BernoulliKl(q, inverse), c, 1e-12, "binary divergence of the inverse"),
            inverse < 0.999 ? Outcome.Equal(PacBayes.BernoulliKl(q, inverse), c, 1e-8, "inverse of the binary divergence") : Outcome.Held,
        ]);
    }
}
