using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Spectral norms and stable ranks along the depth, where there are enough layers to see a line.</summary>
internal static class DepthFigure
{
    private const int Fewest = 6;

    internal static Option<Figure> Of(AuditResult result) => result.Models.Exists(static m => m.Layers.Count >= Fewest)
        ? Some(new Figure(
            "depth", "Layers by depth",
            Array(
                Panel(result, "Spectral norm", "spectral norm", AxisScale.Logarithmic, static l => l.Spectral),
                Panel(result, "Stable rank", "stable rank", AxisScale.Linear, static l => l.StableRank)),
            "Layers in the order of the network. Products over layers multiply the left curve; the right one counts how many directions a layer uses."))
        : None;

    private static Panel Panel(AuditResult result, string title, string label, AxisScale scale, Func<LayerAudit, Number> of) => new(
        title, new Axis("layer"), new Axis(label, scale),
        result.Models.Map(m => new Series(m.Name, Vector.Of([.. Enumerable.Range(1, m.Layers.Count).Select(static i => (double)i)]), Vector.Of([.. m.Layers.Map(l => of(l).OrNaN)]))));
}
