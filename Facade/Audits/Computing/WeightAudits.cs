using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Audits of files whose network is not built: because a node is unsupported, or because only the weights were asked for.</summary>
internal static class WeightAudits
{
    /// <summary>The layer table, one tensor in memory at a time.</summary>
    internal static Either<Error, ModelAudit> Of(AuditRequest request, ModelFile file, string name, Action<double, string> progress, CancellationToken cancellation)
    {
        using var digest = new WeightsDigest();
        var key = new Key(request.Seed).For("layers");
        var sources = LayerSource.Of(file, request.Initial);
        var (layers, summaries) = (new List<LayerAudit>(), new List<LayerSummary>());
        foreach (var source in sources)
        {
            cancellation.ThrowIfCancellationRequested();
            progress((double)layers.Count / sources.Count, source.Name);
            LayerSummary? summary = null;
            var measured = LayerAudits.Of(source, request.Numerics, key.At(layers.Count), withSpectrum: false, None, tensor =>
            {
                digest.Add(tensor);
                // The weights come first, then the bias; neither is kept.
                summary ??= LayerSummary.Of(source.Name, tensor, double.NaN, request.Numerics.Kernels);
            });
            if (measured.IsLeft)
                return measured.Map(static _ => default(ModelAudit)!);
            measured.IfRight(layer =>
            {
                layers.Add(layer);
                summaries.Add(summary! with { Spectral = layer.Spectral.OrNaN });
            });
        }

        var why = file.IsCovered ? "Only the weights were asked for." : "Part of the network is unsupported, so that it cannot be run.";
        return new ModelAudit(
            name, file.Format, digest.Finish(), file.Coverage, file.Assumptions, None, None, Left<string, MarginSummary>(why), layers.ToArr(),
            Measures(file, summaries.ToArr(), request), Arr<BoundedValue>.Empty, WarningList.OfWeights(file, layers.ToArr(), request));
    }

    // What follows from the layers alone: sums, and products as if the layers followed one another.
    private static Arr<MeasuredValue> Measures(ModelFile file, Arr<LayerSummary> layers, AuditRequest request) => LayerTable
        .Measures(layers, file.Weights.Fold(0L, static (sum, t) => sum + t.Count))
        .Filter(m => request.Measures.IsChosen(m.Measure)).Map(m => new MeasuredValue(m.Measure, m.Value) { Conditions = new Conditions(None, None, request.Delta).Of(m.Measure) });
}
