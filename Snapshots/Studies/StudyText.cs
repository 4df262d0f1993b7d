using System.Text;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;

namespace Marginalia.Snapshots;

/// <summary>A study's result as text: every number in the shortest form that reads back to the same bits.</summary>
internal static class StudyText
{
    public static string Of(StudyResult result)
    {
        var text = new StringBuilder();
        foreach (var verdict in result.Verdicts)
            text.Append($"{verdict.Status.Word} {verdict.Id}\n");
        foreach (var table in result.Tables)
            Append(text, table);
        foreach (var trajectory in result.Trajectories)
            Append(text, Thinned(trajectory));
        foreach (var figure in result.Figures)
        {
            foreach (var panel in figure.Panels)
                text.Append($"\n# {figure.Name}: {panel.Title} ({string.Join(", ", panel.Series.Map(static s => FormattableString.Invariant($"{s.Name} {s.X.Length}")))})");
        }

        return text.ToString();
    }

    // Every number of a row depends on all rows before it, so some of them pin the others.
    private static Table Thinned(Table table) => table with { Rows = table.Rows.Where((_, i) => i % 25 == 0 || i == table.Rows.Count - 1).ToArr() };

    private static void Append(StringBuilder text, Table table)
    {
        text.Append($"\n# {table.Name}\n{string.Join(" | ", table.Columns)}\n");
        foreach (var row in table.Rows)
            text.Append(string.Join(" | ", row.Map(static c => c.Match(static t => t, static n => n.ToString()!)))).Append('\n');
    }
}
