using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;

namespace Marginalia.Bounds;

/// <summary>Risk from the Rademacher complexity of a norm class: at the observed norm and margin, and after a union bound over both.</summary>
internal static class RademacherBounds
{
    // Chosen before any data: norm levels 2^j c0 and margins 2^-l gamma0.
    private const double FirstLevel = 1.0 / 1024;
    private const double FirstMargin = 1024;
    private const int Grid = 2000;

    /// <summary>A class: its name, the norm of the network in it, and the complexity of the class of norm 1, which is either derived in the theory or quoted from its source.</summary>
    internal sealed record NormClass(string Name, string Norm, string Complexity, Source Source, Func<BoundTerms, Either<string, double>> Level, Func<BoundTerms, double> Factor, bool IsQuoted = false);

    internal static IReadOnlyList<NormClass> Classes { get; } =
    [
        Group(1, double.PositiveInfinity), Group(2, 2), Group(2, double.PositiveInfinity), Path(1), Path(2),
        new("golowich-fro", "prod |W_k|_F", "(sqrt(2 ln 2 d) + 1) |X|_F / m", BoundWorks.SizeIndependent, static t => t.FrobeniusLevel, static t => t.GolowichFrobeniusFactor, true),
        new("golowich-1inf", "prod |W_k|_(1,inf)", "2 sqrt(d + 1 + ln D) max_j |X_j|_2 / m", BoundWorks.SizeIndependent, static t => t.GroupLevel(1, double.PositiveInfinity), static t => t.GolowichOneInfFactor, true),
    ];

    internal static IEnumerable<BoundEntry> All => Classes.SelectMany(static c => new[] { Diagnostic(c), Certificate(c) });

    private static NormClass Group(double p, double q) => new(
        $"group({EntryValues.Text(p)},{EntryValues.Text(q)})", "prod |W_k|_(p,q)", "(2 H^([1/p* - 1/q]_+))^(d-1) Rhat_lin(p)", BoundWorks.NormBased, t => t.GroupLevel(p, q), t => t.GroupFactor(p, q));

    private static NormClass Path(double p) => new(
        $"path({EntryValues.Text(p)})", $"phi_{EntryValues.Text(p)} of one output", "(2 H^(1/p*))^(d-1) Rhat_lin(p)", BoundWorks.NormBased, t => t.PathLevel(p), t => t.GroupFactor(p, double.PositiveInfinity));

    private static BoundEntry Diagnostic(NormClass c) => BoundEntry.Create(
        $"rademacher.{c.Name}.measure", $"The risk bound of the class {c.Norm} evaluated at the observed norm and the 10 % margin, without the union bound that a certificate needs.",
        Formula(c), "fully connected ReLU layers, a bias being the weight of a constant unit; norm level and margin fixed beforehand, which they are not here", c.Source,
        (terms, delta) => from level in c.Level(terms)
                          from gamma in terms.Facts.Margin
                          from outputs in terms.Facts.Outputs
                          let complexity = level * c.Factor(terms)
                          select BoundEntry.Value(new BoundStatus.Diagnostic(), Risk(terms, outputs, complexity, gamma, delta), Inputs(terms, level, complexity, gamma, delta)));

    private static BoundEntry Certificate(NormClass c) => BoundEntry.Create(
        $"rademacher.{c.Name}.{(c.IsQuoted ? "quoted" : "certificate")}",
        $"The risk bound of the class {c.Norm}, for all norms and margins at once by a union bound over powers of two{(c.IsQuoted ? "; its complexity is quoted, so it is no certificate" : "")}.",
        Formula(c) + "; delta_jl = delta / ((j+1)(j+2)(l+1)(l+2)), c_j = 2^(j-10), gamma_l = 2^(10-l)",
        "fully connected ReLU layers, a bias being the weight of a constant unit; examples drawn independently from one distribution" + (c.IsQuoted ? "; constants as published, not derived again" : ""), c.Source,
        (terms, delta) => from level in c.Level(terms)
                          from outputs in terms.Facts.Outputs
                          from finite in double.IsFinite(level) && level < double.MaxValue / 4 ? LanguageExt.Prelude.Right<string, double>(level) : "The norm exceeds the range of doubles."
                          select Best(terms, outputs, finite, c.Factor(terms), delta, c.IsQuoted ? new BoundStatus.Diagnostic() : new BoundStatus.Certified()));

    private static string Formula(NormClass c) =>
        $"Lhat_gamma + (4 K / gamma) Rhat + 3 sqrt(ln(2/delta) / (2m)), Rhat = {c.Norm} times {c.Complexity}; 2 / gamma in place of 4 K / gamma for one output";

    private static BoundValue Best(BoundTerms terms, OutputStatistics outputs, double level, double factor, double delta, BoundStatus status)
    {
        var (j, c) = (0, FirstLevel);
        while (c < level && j < Grid)
            (j, c) = (j + 1, 2 * c);
        BoundValue? best = null;
        var gamma = FirstMargin;
        for (var l = 0; l <= 40; l++, gamma /= 2)
        {
            var share = delta / ((j + 1.0) * (j + 2) * (l + 1.0) * (l + 2));
            var risk = Risk(terms, outputs, c * factor, gamma, share);
            if (best is null || risk < best.Value.OrNaN)
                best = BoundEntry.Value(status, risk, [.. Inputs(terms, c, c * factor, gamma, delta), ("share of delta", share), ("observed norm", level)]);
        }

        return best!;
    }

    private static double Risk(BoundTerms terms, OutputStatistics outputs, double complexity, double gamma, double delta) =>
        outputs.Margins.MarginLoss(gamma) + ((terms.OutputCount == 1 ? 2.0 : 4.0 * terms.OutputCount) / gamma * complexity) + (3 * Math.Sqrt(Elementary.Log(2 / delta) / (2.0 * terms.Count)));

    private static (string, double)[] Inputs(BoundTerms terms, double level, double complexity, double gamma, double delta) =>
    [
        ("norm level c", level), ("Rademacher complexity of one output", complexity), ("gamma", gamma), ("delta", delta), ("m", terms.Count), ("K", terms.OutputCount),
        ("d", terms.Depth), ("H", terms.HiddenWidth),
    ];
}
