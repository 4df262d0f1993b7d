using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The measures that are sums and products over layers, from summaries of layers that were read one at a time: for files that do not fit into memory.</summary>
/// <remarks>The values are those of <see cref="MeasureTable"/> to the bit; docs/theory/capacity-and-path.md, 2.1, 2.2, 2.6 and 2.13. Products read the layers as following one
/// another, which nobody has checked where there is no graph: the note says so. A caller that
/// drops each layer after its summary needs about 32 bytes for every entry of the largest tensor, whatever the size of the file.</remarks>
public static class LayerTable
{
    private const string Note = "the layers are read as following one another";

    /// <summary>Every measure of the table that follows from summaries.</summary>
    /// <param name="layers">In the order of the network.</param>
    /// <param name="parameters">The number of free parameters, biases included.</param>
    /// <returns>The measures in the order of their table; none without layers.</returns>
    public static Arr<(Measure Measure, MeasureValue Value)> Measures(Arr<LayerSummary> layers, long parameters)
    {
        if (layers.IsEmpty)
            return Arr<(Measure, MeasureValue)>.Empty;
        var values = Values([.. layers], parameters).ToDictionary(static v => v.Id, static v => v.Value);
        return MeasureTable.All.Filter(m => values.ContainsKey(m.Id)).Map(m => (m, values[m.Id]));
    }

    private static IEnumerable<(string Id, MeasureValue Value)> Values(LayerSummary[] layers, long parameters)
    {
        double[] counts = Each(layers, static l => l.Count), frobenius = Each(layers, static l => l.Frobenius), spectral = Each(layers, static l => l.Spectral);
        yield return ("size.params", MeasureValue.Of(parameters) with { PerLayer = PerLayer(layers, counts) });
        yield return ("size.weights", Sum(layers, counts));
        yield return ("norm.fro.sum-sq", Sum(layers, EntryValues.Squares(frobenius)));
        yield return ("norm.fro.prod", Product(layers, frobenius));
        for (var e = 0; e < LayerSummary.Exponents.Count; e++)
        {
            var (p, q) = LayerSummary.Exponents[e];
            var norms = Each(layers, l => l.Groups[e]);
            yield return ($"norm.group.prod({EntryValues.Text(p)},{EntryValues.Text(q)})", Product(layers, norms));
            yield return ($"norm.group.mu({EntryValues.Text(p)},{EntryValues.Text(q)})", MeasureValue.Of(GroupNorm.Vector(norms, q)) with { PerLayer = PerLayer(layers, norms) });
            if (double.IsPositiveInfinity(q))
                yield return ($"norm.unit.prod({EntryValues.Text(p)})", Product(layers, norms));
        }

        yield return ("jiang.params", MeasureValue.Of(counts.Sum()));
        yield return ("jiang.param-norm", MeasureValue.Of(EntryValues.Squares(frobenius).Sum()));
        yield return ("jiang.prod-of-fro", MeasureValue.OfLog(2 * Logs(frobenius)) with { Note = Note });
        yield return ("jiang.sum-of-fro", MeasureValue.OfLog(Elementary.Log(layers.Length) + (2 * Logs(frobenius) / layers.Length)) with { Note = Note });
        if (System.Array.Exists(spectral, double.IsNaN))
            yield break;
        yield return ("norm.spec.prod", Product(layers, spectral));
        yield return ("jiang.prod-of-spec", MeasureValue.OfLog(2 * Logs(spectral)) with { Note = Note });
        yield return ("jiang.sum-of-spec", MeasureValue.OfLog(Elementary.Log(layers.Length) + (2 * Logs(spectral) / layers.Length)) with { Note = Note });
        yield return ("spec.stable-rank-sum", SpectralMeasures.Ratios(frobenius, spectral).Map(r => Sum(layers, EntryValues.Squares(r))).Value());
        yield return ("jiang.fro-over-spec", SpectralMeasures.Ratios(frobenius, spectral).Map(static r => MeasureValue.Of(EntryValues.Squares(r).Sum())).Value());
    }

    private static double[] Each(LayerSummary[] layers, Func<LayerSummary, double> of) => System.Array.ConvertAll(layers, l => of(l));

    private static double Logs(double[] x) => x.Sum(Elementary.Log);

    private static Arr<(string, Number)> PerLayer(LayerSummary[] layers, double[] values) => values.Select((v, k) => (layers[k].Name, Number.Of(v))).ToArr();

    private static MeasureValue Sum(LayerSummary[] layers, double[] terms) => EntryValues.Sum(terms) with { PerLayer = PerLayer(layers, terms) };

    private static MeasureValue Product(LayerSummary[] layers, double[] factors) => EntryValues.Product(factors) with { PerLayer = PerLayer(layers, factors), Note = Note };
}
