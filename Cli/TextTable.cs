using Marginalia.Studies;

namespace Marginalia.Cli;

/// <summary>Tables as aligned text for a terminal, numbers with six significant digits; files and JSON carry all of them.</summary>
internal static class TextTable
{
    /// <summary>Title, heads and rows.</summary>
    internal static void Write(Terminal terminal, Table table)
    {
        var rows = table.Rows.Map(static r => r.Map(Text).ToArray()).ToArray();
        var widths = table.Columns.Map((j, head) => rows.Select(r => r[j].Length).Append(head.Length).Max()).ToArray();
        terminal.Line(table.Title);
        terminal.Line("  " + Join(table.Columns.ToArray(), widths));
        foreach (var row in rows)
            terminal.Line("  " + Join(row, widths));
        terminal.Line();
    }

    private static string Join(string[] cells, int[] widths) => string.Join("  ", cells.Select((c, j) => c.PadLeft(widths[j])));

    private static string Text(Cell cell) => cell.Match(
        static words => words,
        static number => number.Match(static v => v.ToString(Math.Abs(v) < 1e15 && v == Math.Floor(v) ? "0" : "G6", System.Globalization.CultureInfo.InvariantCulture), static _ => "-"));
}
