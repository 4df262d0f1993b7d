using System.Globalization;
using LanguageExt;
using Marginalia.Audits;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Studies;

namespace Marginalia.Cli;

/// <summary>An audit as text for a terminal: coverage first, models side by side.</summary>
internal static class AuditText
{
    internal static void Write(AuditOutcome outcome, Terminal terminal)
    {
        var result = outcome.Result;
        foreach (var model in result.Models)
            Coverage(model, terminal);
        VerdictText.Write(terminal, outcome.Verdicts);
        if (!outcome.Verdicts.IsEmpty)
            terminal.Line();
        if (!result.MarginTable.Rows.IsEmpty)
        {
            terminal.Line($"Error and margins on {result.Data.Map(static d => $"{d.Name}, {d.Examples} examples").IfNone("")}");
            foreach (var model in result.Models)
                model.Margins.IfRight(m => terminal.Line($"  {model.Name}: {m.ErrorText}"));
            Rows(result.MarginTable, terminal, 1);
        }

        foreach (var table in result.Models.Map(static m => m.SignatureTable).Filter(static t => !t.Rows.IsEmpty))
        {
            terminal.Line(table.Title);
            Rows(table, terminal, 1);
        }

        foreach (var model in result.Models)
        {
            terminal.Line(result.Models.Count == 1 ? "Layers" : $"Layers of {model.Name}");
            Rows(model.LayerTable, terminal, 3);
        }

        foreach (var family in result.Families)
        {
            terminal.Line($"{family.Title}: {family.Sentence}");
            Rows(result.MeasureTableOf(family, withDefinition: false), terminal, 1);
        }

        if (!result.Bounds.IsEmpty)
        {
            terminal.Line(result.BoundTable.Title);
            Rows(result.BoundTable, terminal, 2);
        }

        outcome.Comparison.IfSome(comparison =>
        {
            foreach (var note in comparison.Notes)
                terminal.Line("Note: " + note);
            foreach (var table in comparison.Tables)
            {
                terminal.Line(table.Title);
                Rows(table, terminal, 1);
            }
        });
        Remarks(result, terminal);
    }

    private static void Coverage(ModelAudit model, Terminal terminal)
    {
        terminal.Line($"{model.Name}: {model.Format}");
        terminal.Line($"  Coverage: {model.CoverageSentence}");
        foreach (var node in model.Coverage.Filter(static c => c.Treatment is not Treatment.Audited))
            terminal.Line($"    {node.Treatment.Word,-11} {node.Node} ({node.Operator}): {node.Treatment.Match(static () => "", static into => "into " + into, static proof => proof, static reason => reason)}");
        model.Network.IfSome(n =>
        {
            terminal.Line($"  Network: {n.ShortText}");
            terminal.Line($"  {n.Parameters} parameters, {n.Depth} weight layers, {n.Homogeneity}");
        });
        terminal.Line();
    }

    private static void Remarks(AuditResult result, Terminal terminal)
    {
        foreach (var (models, sentence) in result.Warnings)
            terminal.Line($"Warning{(models.IsEmpty ? "" : $" for {string.Join(", ", models)}")}: {sentence}");
        foreach (var note in result.Notes)
            terminal.Line("Note: " + note);
        if (result.Skipped.Count > 0)
            terminal.Line($"{result.Skipped.Count} measures take many passes over the data; --full computes them.");
        terminal.Line("'marginalia measures explain NAME' says what a number is; --out DIR writes a report.");
    }

    // The first columns are names and stand on the left; below stands why a number is missing.
    private static void Rows(Table table, Terminal terminal, int names)
    {
        var rows = table.Rows.Map(static r => r.Map(Text).ToArray()).Prepend([.. table.Columns]).ToArray();
        var widths = Enumerable.Range(0, table.Columns.Count).Select(j => rows.Max(r => r[j].Length)).ToArray();
        foreach (var row in rows)
            terminal.Line(("  " + string.Join("  ", row.Select((c, j) => j < names ? c.PadRight(widths[j]) : c.PadLeft(widths[j])))).TrimEnd());
        foreach (var reason in table.Rows.Bind(static r => r).Choose(static c => c.Match(static _ => LanguageExt.Option<string>.None, static n => n.Match(static _ => LanguageExt.Option<string>.None, Prelude.Some))).Distinct())
            terminal.Line("  -: " + reason);
        terminal.Line();
    }

    private static string Text(Cell cell) => cell.Match(
        static words => words,
        static number => number.Match(static v => v.ToString(Math.Abs(v) < 1e15 && v == Math.Floor(v) ? "0" : "G6", CultureInfo.InvariantCulture), static _ => "-"));
}
