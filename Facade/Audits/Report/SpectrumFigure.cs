using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>The singular values of the layers, at most six layers in a panel.</summary>
internal static class SpectrumFigure
{
    private const int PerPanel = 6;
    private const int Most = 24;

    internal static Option<Figure> Of(AuditResult result)
    {
        var drawn = result.Models.Map(static m => (m.Name, Layers: m.Layers.Filter(static l => l.Spectrum.Length > 0))).Filter(static m => m.Layers.Count > 0);
        var panels = drawn.Bind(static m => m.Layers.Take(Most).Chunk(PerPanel).Select((part, i) => Panel(m.Layers.Count > PerPanel
            ? $"{m.Name}: layers {(i * PerPanel) + 1} to {(i * PerPanel) + part.Length}" : m.Name, part))).ToArr();
        var left = drawn.Sum(static m => Math.Max(0, m.Layers.Count - Most));
        return panels.IsEmpty ? None : Some(new Figure(
            "spectra", "Singular values of the layers", panels,
            "From the largest to the smallest; kernels of convolutions reshaped to channels x receptive field. The first point of a line is the spectral norm. A line that falls fast belongs to a layer of low stable rank."
            + (left > 0 ? $" {left} further layers are not drawn." : "")));
    }

    private static Panel Panel(string title, LayerAudit[] layers) => new(
        title, new Axis("number of the singular value"), new Axis("singular value", AxisScale.Logarithmic),
        layers.Select(static l => new Series(l.Name, Vector.Of([.. Enumerable.Range(1, l.Spectrum.Length).Select(static i => (double)i)]), l.Spectrum)).ToArr());
}
