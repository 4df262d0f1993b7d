using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The four width-corrected measures over the squared margin (2.11).</summary>
internal static class ExploringMeasures
{
    private static readonly double Log4 = Elementary.Log(4);

    internal static IEnumerable<Entry> All =>
    [
        Of("explore.l2", "The product of the squared Frobenius norms over the squared margin.", "(1/gamma^2) prod_k 4 |W_k|_F^2",
            EntryValues.Layerwise | Invariances.GlobalScaling, Cost.Data, static f => f.Frobenius.Map(static n => n.Sum(static x => Log4 + (2 * Elementary.Log(x))))),
        Of("explore.path1", "The squared l_1 path norm over the squared margin.", "4^d phi_1^2 / gamma^2",
            EntryValues.Nodewise | Invariances.GlobalScaling, Cost.Data, static f => from l in f.Layers from s in f.Paths(1, false) select (l.Length * Log4) + (2 * s.LogNorm)),
        Of("explore.path2", "The squared l_2 path norm with width factors over the squared margin.", "(prod_k 4 h_k) phi_2^2 / gamma^2",
            EntryValues.Permutation | Invariances.LayerRescaling | Invariances.NodeRescaling | Invariances.GlobalScaling, Cost.Data,
            static f => from l in f.Layers from s in f.Paths(2, false) select l.Sum(static w => Log4 + Elementary.Log(w.Rows)) + (2 * s.LogNorm)),
        Of("explore.spec", "The product of the squared spectral norms with width factors over the squared margin.", "(1/gamma^2) prod_k h_k sigma_max(W_k)^2",
            EntryValues.Permutation | Invariances.LayerRescaling | Invariances.GlobalScaling, Cost.Spectra,
            static f => from l in f.Layers from s in f.Spectral select l.Zip(s, static (w, x) => Elementary.Log(w.Rows) + (2 * Elementary.Log(x))).Sum()),
    ];

    private static Entry Of(string id, string definition, string formula, Invariances claims, Cost cost, Func<Facts, Either<string, double>> log) => Entry.Create(
        id, definition, formula, Direction.SmallerIsSimpler, claims, Needs.Data, cost,
        "Separates true from random labels and follows the size of a confusion set; between widths only in part.", Works.Exploring,
        f => (from gamma in f.Margin from l in log(f) select MeasureValue.OfLog(l - (2 * Elementary.Log(gamma))) with { Note = EntryValues.Notes(f.KernelNote, f.MarginNote) }).Value());
}
