using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The rows 29 to 35 and 41 of the table with the true operators of convolutions in place of reshaped kernels.</summary>
/// <remarks>Dziugaite et al., In Search of Robust Measures of Generalization, arXiv:2010.11924; docs/theory/capacity-and-path.md, 2.13. Numerators of ratios are Frobenius norms
/// of the same operators, so that a stable rank is one.</remarks>
internal static class OperatorRows
{
    private const Invariances Scaled = EntryValues.Layerwise | Invariances.GlobalScaling;

    internal static IEnumerable<JiangMeasures.Row> All =>
    [
        Of("spec-init-main", "prod s^2 / gamma^2 sum |D_k|_F^2 / s_k^2", true, Scaled, Needs.Data | Needs.Initialization,
            static f => from s in f.OperatorNorms from d in f.DeviationOperators from r in JiangMeasures.RatioLog(Frobenius(d), Spectral(s)) from g in f.Margin select (2 * JiangMeasures.Logs(Spectral(s))) - (2 * Elementary.Log(g)) + r),
        Of("spec-orig-main", "prod s^2 / gamma^2 sum f_k^2 / s_k^2", true, Scaled, Needs.Data,
            static f => from s in f.OperatorNorms from r in JiangMeasures.RatioLog(Frobenius(s), Spectral(s)) from g in f.Margin select (2 * JiangMeasures.Logs(Spectral(s))) - (2 * Elementary.Log(g)) + r),
        Of("prod-of-spec-over-margin", "prod s^2 / gamma^2", true, Scaled, Needs.Data, static f => from s in f.OperatorNorms from g in f.Margin select 2 * (JiangMeasures.Logs(Spectral(s)) - Elementary.Log(g))),
        Of("prod-of-spec", "prod s^2", true, EntryValues.Layerwise, Needs.Weights, static f => f.OperatorNorms.Map(static s => 2 * JiangMeasures.Logs(Spectral(s)))),
        Of("fro-over-spec", "sum f_k^2 / s_k^2", false, Scaled, Needs.Weights,
            static f => from s in f.OperatorNorms from r in SpectralMeasures.Ratios(Frobenius(s), Spectral(s)) select EntryValues.Squares(r).Sum()),
        Of("sum-of-spec-over-margin", "d (prod s^2 / gamma^2)^(1/d)", true, Scaled, Needs.Data,
            static f => from s in f.OperatorNorms from g in f.Margin select Elementary.Log(s.Length) + (2 * (JiangMeasures.Logs(Spectral(s)) - Elementary.Log(g)) / s.Length)),
        Of("sum-of-spec", "d (prod s^2)^(1/d)", true, EntryValues.Layerwise, Needs.Weights, static f => f.OperatorNorms.Map(static s => Elementary.Log(s.Length) + (2 * JiangMeasures.Logs(Spectral(s)) / s.Length))),
        Of("dist-spec-init", "sum sigma(D_k)^2", false, EntryValues.Padding, Needs.Initialization, static f => f.DeviationOperators.Map(static d => EntryValues.Squares(Spectral(d)).Sum())),
    ];

    private static JiangMeasures.Row Of(string id, string formula, bool isLog, Invariances claims, Needs needs, Func<Facts, Either<string, double>> raw) =>
        new(id + ".operator", formula + ", norms of the operators with padding and stride", isLog, claims, needs | Needs.Key, Cost.Spectra, raw, JiangMeasures.MatrixOf.Operators);

    private static double[] Spectral((double Spectral, double Frobenius)[] norms) => Array.ConvertAll(norms, static n => n.Spectral);

    private static double[] Frobenius((double Spectral, double Frobenius)[] norms) => Array.ConvertAll(norms, static n => n.Frobenius);
}
