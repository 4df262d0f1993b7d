using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Files;
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
        var layers = new List<LayerAudit>();
        foreach (var source in sources)
        {
            cancellation.ThrowIfCancellationRequested();
            progress((double)layers.Count / sources.Count, source.Name);
            var measured = LayerAudits.Of(source, request.Numerics, key.At(layers.Count), withSpectrum: false, None, digest.Add);
            if (measured.IsLeft)
                return measured.Map(static _ => default(ModelAudit)!);
            measured.IfRight(layers.Add);
        }

        var why = file.IsCovered ? "Only the weights were asked for." : "Part of the network is unsupported, so that it cannot be run.";
        return new ModelAudit(
            name, file.Format, digest.Finish(), file.Coverage, file.Assumptions, None, None, Left<string, MarginSummary>(why), layers.ToArr(),
            Arr<MeasuredValue>.Empty, Arr<BoundedValue>.Empty, WarningList.OfWeights(file, layers.ToArr(), request));
    }
}
