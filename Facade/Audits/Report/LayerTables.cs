using LanguageExt;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>The layer table of a report: in two where one would be wider than the page.</summary>
internal static class LayerTables
{
    private const int Widest = 11;

    // What is about single units stands in the second table.
    private static readonly Arr<string> OfUnits = Array("twoOne", "oneInf", "twoInf", "bias", "dead", "silent").Map(static id => LayerColumn.All.Find(c => c.Id == id).Map(static c => c.Head).IfNone(id));

    internal static Arr<Table> Of(ModelAudit model)
    {
        var table = model.LayerTable;
        return table.Columns.Count <= Widest
            ? Array(table)
            : Array(
                Part(table, table.Title, static head => !OfUnits.Contains(head)),
                Part(table with { Name = table.Name + "-units" }, table.Title + ": units and biases", static head => head == "layer" || OfUnits.Contains(head)));
    }

    private static Table Part(Table table, string title, Func<string, bool> isIn)
    {
        var kept = table.Columns.Map(static (i, head) => (Index: i, Head: head)).Filter(c => isIn(c.Head)).ToArr();
        return table with { Title = title, Columns = kept.Map(static c => c.Head), Rows = table.Rows.Map(r => kept.Map(c => r[c.Index])) };
    }
}
