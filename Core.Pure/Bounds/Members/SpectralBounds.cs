using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Bounds;

/// <summary>The spectral margin bound in three forms.</summary>
internal static class SpectralBounds
{
    private const string Layers = "fully connected ReLU layers, a bias being the weight of a constant unit; reference matrices (the initial weights, else zero) chosen beforehand";

    internal static IEnumerable<BoundEntry> All =>
    [
        BoundEntry.Create("spectral.tight", "The spectral margin bound with the constants of Dudley's integral, at the observed norms and the 10 % margin.",
            "ramp + 2 (4/m + 24 |X|_F sqrt(ln 2h^2) ln m / (gamma m) prod s_k (sum (b_k/s_k)^(2/3))^(3/2)) + 3 sqrt(ln(1/delta)/(2m))",
            Layers + "; s, b and gamma fixed beforehand, which they are not here; the covering lemma's ceiling is dropped as in the source", BoundWorks.SpectralMargin,
            static (t, delta) => from gamma in t.Facts.Margin
                                 from r in t.SpectralRademacher(gamma)
                                 from o in t.Facts.Outputs
                                 select BoundEntry.Value(new BoundStatus.Diagnostic(), o.Margins.RampLoss(gamma) + (2 * r) + (3 * Math.Sqrt(Elementary.Log(1 / delta) / (2.0 * t.Count))), Inputs(t, gamma, delta, ("Rademacher complexity of the loss class", r)))),
        BoundEntry.Create("spectral.published", "The spectral margin bound for fixed norms as published, at the observed norms and the 10 % margin.",
            "ramp + 8/m + 72 |X|_F ln(2h) ln m / (gamma m) prod s_k (sum (b_k/s_k)^(2/3))^(3/2) + 3 sqrt(ln(1/delta)/(2m))",
            Layers + "; s, b and gamma fixed beforehand, which they are not here", BoundWorks.SpectralMargin,
            static (t, delta) => from gamma in t.Facts.Margin
                                 from slack in t.SpectralPublished(gamma, delta)
                                 from o in t.Facts.Outputs
                                 select BoundEntry.Value(new BoundStatus.Diagnostic(), o.Margins.RampLoss(gamma) + slack, Inputs(t, gamma, delta, ("slack", slack)))),
        BoundEntry.Create("spectral.uniform", "The spectral margin bound for all networks and margins at once.",
            "ramp + 8/m + 144 ln m ln(2h) (1 + |X|_F) / (gamma m) (sum_k ((1/d + b_k) prod_(j != k) (1/d + s_j))^(2/3))^(3/2) + sqrt(9/(2m)) sqrt(ln(1/delta) + ln(2m/gamma) + 2 ln(2 + |X|_F) + 2 sum ln(2 + d b_k) + 2 sum ln(2 + d s_k))",
            Layers + "; gamma at most m; examples drawn independently from one distribution; constants as published, not derived again, so it is no certificate", BoundWorks.SpectralMargin,
            static (t, delta) => from gamma in t.Facts.Margin
                                 from slack in t.SpectralUniform(Math.Min(gamma, t.Count), delta)
                                 from o in t.Facts.Outputs
                                 let used = Math.Min(gamma, t.Count)
                                 select BoundEntry.Value(new BoundStatus.Diagnostic(), o.Margins.RampLoss(used) + slack, Inputs(t, used, delta, ("slack", slack)))),
    ];

    internal static (string, double)[] Inputs(BoundTerms t, double gamma, double delta, params (string, double)[] more) =>
        [("gamma", gamma), ("delta", delta), ("m", t.Count), ("d", t.Depth), ("h", t.Width), ("|X|_F", t.InputFrobenius), .. more];
}
