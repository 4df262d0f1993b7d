using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Bounds;

/// <summary>The PAC-Bayes bound of a Gaussian around the weights whose size was searched with frozen noise.</summary>
internal static class FlatnessBounds
{
    internal static IEnumerable<BoundEntry> All =>
    [
        BoundEntry.OfFacts("pacbayes-flatness.sampled", "A PAC-Bayes bound on the risk of the network with Gaussian noise on all parameters, at the largest noise that keeps the mean error within the target.",
            "kl^-1(Lhat(Q), (|w - w0|^2 / (2 sigma^2) + ln(2 sqrt(m) / delta) + ln(grid)) / m); the union bound over the grid of sigma is paid",
            "any network; the reference w0 (the initial weights, else zero) chosen beforehand; Lhat(Q) is the mean over the draws, so no certificate",
            new("Maurer", "A Note on the PAC Bayesian Theorem", "arXiv:cs/0411099", "docs/theory/capacity-and-path.md, 2.8"),
            static (facts, delta) => Of(facts.Input, delta)),
    ];

    private static Either<string, BoundValue> Of(MeasureInput input, double delta)
    {
        var facts = new Facts(input);
        return from search in facts.Sigma(NoiseKind.Isotropic, false)
               from data in facts.Data
               from sigma in search.LastBeforeCrossing.Match(Prelude.Right<string, double>, Prelude.Left<string, double>)
               let kl = PacBayes.IsotropicKl(Distance(input), sigma)
               let error = At(search, sigma)
               let risk = PacBayes.InverseKl(error, (kl + Elementary.Log(2 * Math.Sqrt(data.Count) / delta) + Elementary.Log(search.Grid.Length)) / data.Count)
               select BoundEntry.Value(
                   new BoundStatus.Sampled(Facts.NoiseDraws), risk,
                   ("mean error of the draws", error), ("sigma", sigma), ("KL", kl), ("m", data.Count), ("delta", delta), ("grid values", search.Grid.Length));
    }

    private static double At(SigmaSearch search, double sigma)
    {
        for (var i = 0; i < search.Grid.Length; i++)
        {
            if (search.Grid[i] == sigma)
                return search.MeanErrors[i];
        }

        throw new ArgumentException("The size is not on the grid.", nameof(sigma));
    }

    private static double Distance(MeasureInput input)
    {
        var sum = 0.0;
        for (var i = 0; i < input.Parameters.Flat.Length; i++)
        {
            var d = input.Parameters.Flat[i] - input.Initial.Match(p => p.Flat[i], static () => 0.0);
            sum += d * d;
        }

        return sum;
    }
}
