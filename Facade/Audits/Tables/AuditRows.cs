using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>All numbers of an audit as one long table, for programs: a row for each number.</summary>
internal static class AuditRows
{
    internal static Table Of(AuditResult result) => new(
        "table", "All numbers", Array("model", "kind", "name", "layer", "value", "log", "standardError", "note"),
        result.Models.Bind(static m => Margins(m).Concat(Layers(m)).Concat(Measures(m)).Concat(Bounds(m))).ToArr());

    private static IEnumerable<Arr<Cell>> Margins(ModelAudit model) => model.Margins.Match(
        m => new (string, double)[] { ("examples", m.Examples), ("error", m.Error), ("crossEntropy", m.CrossEntropy) }
            .Concat(m.Quantiles.Select(static q => (q.Name, q.Margin))).Select(q => Row(model, "margin", q.Item1, "", Number.Of(q.Item2))),
        static _ => []);

    private static IEnumerable<Arr<Cell>> Layers(ModelAudit model) => model.Layers.Bind(l => LayerColumn.All.Map(c => Row(model, "layer", c.Id, l.Name, c.Of(l))));

    private static IEnumerable<Arr<Cell>> Measures(ModelAudit model) => model.Measures.Bind(m =>
        Array(Row(model, "measure", m.Measure.Id, "", m.Value.Value, m.Value.Log, m.Value.StandardError, m.Value.Note))
            + m.Value.PerLayer.Map(p => Row(model, "measure", m.Measure.Id, p.Layer, p.Value)));

    private static IEnumerable<Arr<Cell>> Bounds(ModelAudit model) => model.Bounds.Map(b =>
        Row(model, "bound", b.Bound.Id, "", b.Value.Value, None, None, b.Value.Status.Word + (b.Value.IsVacuous ? ", vacuous" : "")));

    private static Arr<Cell> Row(ModelAudit model, string kind, string name, string layer, Number value, Option<double> log = default, Option<double> error = default, string note = "") => Array<Cell>(
        model.Name, kind, name, layer, new Cell.Quantity(value), log.Map(static x => (Cell)x).IfNone(""), error.Map(static x => (Cell)x).IfNone(""),
        value is Number.Undefined u && note.Length == 0 ? u.Reason : note);
}
