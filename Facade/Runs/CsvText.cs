using System.Text;
using Marginalia.Studies;

namespace Marginalia.Runs;

/// <summary>Tables as comma-separated text: RFC 4180 quoting, LF, shortest numbers that read back to the same bits.</summary>
public static class CsvText
{
    /// <summary>The text of a table, heads first; an undefined number is an empty field.</summary>
    /// <param name="table">The table.</param>
    public static string Of(Table table)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', table.Columns.Map(Quoted)).Append('\n');
        foreach (var row in table.Rows)
            text.AppendJoin(',', row.Map(static c => c.Match(Quoted, static n => n.Match(Form, static _ => "")))).Append('\n');
        return text.ToString();
    }

    /// <summary>A double as the house writes it: "R", with Infinity spelled out.</summary>
    /// <param name="number">Any double but NaN.</param>
    public static string Form(double number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\n\r") ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : field;
}
