using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The table of Fantastic Generalization Measures (2.13): raw values; weights only, kernels reshaped.</summary>
internal static class JiangMeasures
{
    /// <summary>A row: its raw value as a number, or as a logarithm where the table stores it so.</summary>
    internal sealed record Row(
        string Id, string Formula, bool IsLog, Invariances Claims, Needs Needs, Cost Cost, Func<Facts, Either<string, double>> Raw, MatrixOf Matrix = MatrixOf.Kernels, bool IsRanked = true);

    /// <summary>Which matrix of a layer a row is about.</summary>
    internal enum MatrixOf
    {
        /// <summary>The weights, kernels reshaped.</summary>
        Kernels,

        /// <summary>The operator, padding and stride included.</summary>
        Operators,

        /// <summary>No matrix: counts, margins, paths.</summary>
        Nothing,
    }

    private const Invariances Scaled = EntryValues.Layerwise | Invariances.GlobalScaling;

    internal static IReadOnlyList<Row> Rows { get; } =
    [
        new("params", "number of weights", false, EntryValues.Permutation | Invariances.NodeRescaling | Invariances.LayerRescaling | Invariances.GlobalScaling, Needs.Weights, Cost.Weights,
            static f => f.Weights.Sum(static w => (double)w.Span.Length), MatrixOf.Nothing),
        new("inverse-margin", "1 / gamma^2", false, EntryValues.Nodewise, Needs.Data, Cost.Data, static f => f.Margin.Map(static g => 1 / (g * g)), MatrixOf.Nothing),
        new("neg-entropy", "(1/m) sum_i sum_k p_ik ln p_ik", false, EntryValues.Nodewise, Needs.Data, Cost.Data, static f => f.Outputs.Map(static o => o.NegativeEntropy), MatrixOf.Nothing, false),
        new("spec-init-main", "prod s^2 / gamma^2 sum |D_k|_F^2 / s_k^2", true, Scaled, Needs.Data | Needs.Initialization, Cost.Spectra,
            static f => from s in f.Spectral from d in f.Deviations from r in RatioLog(Norms(f, d), s) from g in f.Margin select (2 * Logs(s)) - (2 * Elementary.Log(g)) + r),
        new("spec-orig-main", "prod s^2 / gamma^2 sum f_k^2 / s_k^2", true, Scaled, Needs.Data, Cost.Spectra,
            static f => from s in f.Spectral from n in f.Frobenius from r in RatioLog(n, s) from g in f.Margin select (2 * Logs(s)) - (2 * Elementary.Log(g)) + r),
        new("prod-of-spec-over-margin", "prod s^2 / gamma^2", true, Scaled, Needs.Data, Cost.Spectra, static f => from s in f.Spectral from g in f.Margin select 2 * (Logs(s) - Elementary.Log(g))),
        new("prod-of-spec", "prod s^2", true, EntryValues.Layerwise, Needs.Weights, Cost.Spectra, static f => f.Spectral.Map(static s => 2 * Logs(s))),
        new("fro-over-spec", "sum f_k^2 / s_k^2", false, Scaled, Needs.Weights, Cost.Spectra,
            static f => from s in f.Spectral from n in f.Frobenius from r in SpectralMeasures.Ratios(n, s) select EntryValues.Squares(r).Sum()),
        new("sum-of-spec-over-margin", "d (prod s^2 / gamma^2)^(1/d)", true, Scaled, Needs.Data, Cost.Spectra,
            static f => from s in f.Spectral from g in f.Margin select Elementary.Log(s.Length) + (2 * (Logs(s) - Elementary.Log(g)) / s.Length)),
        new("sum-of-spec", "d (prod s^2)^(1/d)", true, EntryValues.Layerwise, Needs.Weights, Cost.Spectra, static f => f.Spectral.Map(static s => Elementary.Log(s.Length) + (2 * Logs(s) / s.Length))),
        new("prod-of-fro-over-margin", "prod f^2 / gamma^2", true, Scaled, Needs.Data, Cost.Data, static f => from n in f.Frobenius from g in f.Margin select 2 * (Logs(n) - Elementary.Log(g))),
        new("prod-of-fro", "prod f^2", true, EntryValues.Layerwise, Needs.Weights, Cost.Weights, static f => f.Frobenius.Map(static n => 2 * Logs(n))),
        new("sum-of-fro-over-margin", "d (prod f^2 / gamma^2)^(1/d)", true, Scaled, Needs.Data, Cost.Data,
            static f => from n in f.Frobenius from g in f.Margin select Elementary.Log(n.Length) + (2 * (Logs(n) - Elementary.Log(g)) / n.Length)),
        new("sum-of-fro", "d (prod f^2)^(1/d)", true, EntryValues.Layerwise, Needs.Weights, Cost.Weights, static f => f.Frobenius.Map(static n => Elementary.Log(n.Length) + (2 * Logs(n) / n.Length))),
        new("fro-dist", "sum |D_k|_F^2", false, EntryValues.Padding, Needs.Initialization, Cost.Weights, static f => f.Deviations.Map(d => EntryValues.Squares(Norms(f, d)).Sum())),
        new("dist-spec-init", "sum sigma(D_k)^2", false, EntryValues.Padding, Needs.Initialization, Cost.Spectra, static f => f.DeviationSpectral.Map(static s => EntryValues.Squares(s).Sum())),
        new("param-norm", "sum f_k^2", false, EntryValues.Padding, Needs.Weights, Cost.Weights, static f => EntryValues.Squares(Norms(f, f.Weights)).Sum()),
        new("path-norm-over-margin", "phi_2^2 / gamma^2", false, EntryValues.Nodewise | Invariances.GlobalScaling, Needs.Data, Cost.Data, static f => from s in f.Paths(2) from g in f.Margin select s.Total / (g * g), MatrixOf.Nothing),
        new("path-norm", "phi_2^2", false, EntryValues.Nodewise, Needs.Weights, Cost.Weights, static f => f.Paths(2).Map(static s => s.Total), MatrixOf.Nothing),
        new("l2", "|w|_2^2", false, EntryValues.Padding, Needs.Weights, Cost.Weights, static f => EntryValues.Squares(Norms(f, f.Weights)).Sum()),
        new("l2-dist", "|w - w0|_2^2", false, EntryValues.Padding, Needs.Initialization, Cost.Weights, static f => f.Deviations.Map(d => EntryValues.Squares(Norms(f, d)).Sum())),
    ];

    internal static IEnumerable<Entry> All => Rows.Concat(OperatorRows.All).Select(static row => Entry.Create(
        "jiang." + row.Id, FantasticTexts.Definition(row.Id, row.IsRanked), row.Formula, Direction.SmallerIsSimpler, row.Claims, row.Needs, row.Cost,
        FantasticTexts.Evidence(row.Id), Works.Fantastic,
        f => row.Raw(f).Map(raw => (row.IsLog ? MeasureValue.OfLog(raw) : MeasureValue.Of(raw)) with { Note = Note(row, f) }).Value()));

    private static string Note(Row row, Facts facts) => EntryValues.Notes(
        row.Matrix == MatrixOf.Nothing ? "" : row.Matrix == MatrixOf.Kernels ? facts.KernelNote : "operators with padding and stride",
        row.Formula.Contains("gamma", StringComparison.Ordinal) ? facts.MarginNote : "");

    internal static double Logs(double[] x) => x.Sum(Elementary.Log);

    private static double[] Norms(Facts facts, Matrix[] matrices) => Array.ConvertAll(matrices, w => facts.Kernels.Norm(w.Span));

    internal static Either<string, double> RatioLog(double[] n, double[] s) => SpectralMeasures.Ratios(n, s).Map(static r => Elementary.Log(EntryValues.Squares(r).Sum()));
}
