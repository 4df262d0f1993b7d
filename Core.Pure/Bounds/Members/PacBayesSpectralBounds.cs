using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Bounds;

/// <summary>The PAC-Bayes spectral bound: explicit, and as published.</summary>
internal static class PacBayesSpectralBounds
{
    internal static IEnumerable<BoundEntry> All =>
    [
        BoundEntry.Create("pacbayes-spectral.explicit", "The PAC-Bayes spectral bound with the constants of its two lemmas, at the 10 % margin.",
            "Lhat_gamma + 4 sqrt((KL + ln(6 d m^(1 + 1/(2d)) / delta)) / (m - 1)), KL = (42^2 e^2 / 2) d^2 B^2 h ln(4hd) prod s_k^2 sum (|W_k|_F^2 / s_k^2) / gamma^2",
            "fully connected ReLU layers, a bias being the weight of a constant unit; gamma and B at least |x| on the whole domain fixed beforehand, while here they are those of the sample", BoundWorks.PacBayesSpectral,
            static (t, delta) => from gamma in t.Facts.Margin
                                 from kl in t.PacBayesKl(gamma)
                                 from o in t.Facts.Outputs
                                 let slack = t.PacBayesSlack(kl, delta)
                                 select BoundEntry.Value(new BoundStatus.Diagnostic(), o.Margins.MarginLoss(gamma) + slack, SpectralBounds.Inputs(t, gamma, delta, ("KL", kl), ("slack", slack), ("B", t.Radius)))),
        BoundEntry.Create("pacbayes-spectral.published", "The PAC-Bayes spectral bound as published, its unspecified constant set to 1.",
            "Lhat_gamma + sqrt((B^2 d^2 h ln(dh) prod s_k^2 sum |W_k|_F^2/s_k^2 + ln(dm/delta)) / (gamma^2 m))", "as the explicit form; O(.) in the source, so no certificate", BoundWorks.PacBayesSpectral,
            static (t, delta) => from gamma in t.Facts.Margin
                                 from slack in t.PacBayesPublished(gamma, delta)
                                 from o in t.Facts.Outputs
                                 select BoundEntry.Value(new BoundStatus.Asymptotic(), o.Margins.MarginLoss(gamma) + slack, SpectralBounds.Inputs(t, gamma, delta, ("slack", slack), ("B", t.Radius)))),
    ];
}
