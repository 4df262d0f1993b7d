using System.Xml.Linq;
using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>Names of the series: in a corner that no data enters, or in rows below the axes.</summary>
internal static class Legend
{
    internal const double Size = 11;

    internal const double RowHeight = 16;

    private const double Swatch = 26;

    private const double Gap = 5;

    private const double Between = 14;

    /// <summary>The box of the legend inside the axes, where there is a free corner large enough.</summary>
    internal static Box? FreeCorner(IReadOnlyList<DrawnSeries> drawn, Box area)
    {
        var entries = Entries(drawn);
        if (entries.Count > 5)
            return null;
        var width = entries.Max(static d => EntryWidth(d.Series.Name)) + 12;
        var height = (entries.Count * RowHeight) + 6;
        if (width > 0.6 * area.Width || height > 0.55 * area.Height)
            return null;
        var (left, middle, right) = (area.Left + 7, area.Left + ((area.Width - width) / 2), area.Right - width - 5);
        var (top, bottom) = (area.Top + 5, area.Bottom - height - 7);
        foreach (var (x, y) in new[] { (right, top), (left, top), (right, bottom), (left, bottom), (middle, top), (middle, bottom) })
        {
            var box = new Box(x, y, width, height);
            if (!drawn.Any(d => d.Meets(box, Marker.Radius + 3)))
                return box;
        }

        return null;
    }

    /// <summary>The legend in its corner.</summary>
    internal static XElement Inside(IReadOnlyList<DrawnSeries> drawn, Box box, string id) => Markup.Draw(
        "g",
        Markup.Class("legend"),
        Markup.Draw("rect", Markup.Class("legend-box"), Markup.Place(box), new XAttribute("rx", 2)),
        Entries(drawn).Select((d, i) => Entry(d, box.Left + 6, box.Top + 3 + ((i + 0.5) * RowHeight), box.Width - 12, drawn.Count == 1, id)));

    /// <summary>What is named: series of the same name, replicates for instance, once.</summary>
    internal static IReadOnlyList<DrawnSeries> Entries(IReadOnlyList<DrawnSeries> drawn) => [.. drawn.DistinctBy(static d => d.Series.Name)];

    /// <summary>The rows of a legend below the axes, in columns where that takes no more rows: the entries of each with their distance from the left.</summary>
    internal static IReadOnlyList<IReadOnlyList<(DrawnSeries Series, double Left)>> Rows(IReadOnlyList<DrawnSeries> entries, double width)
    {
        var widths = entries.Select(e => Math.Min(EntryWidth(e.Series.Name), width)).ToArray();
        var flowing = Fill(entries, widths, width);
        var even = Fill(entries, [.. widths.Select(_ => widths.Max())], width);
        return even.Count <= flowing.Count ? even : flowing;
    }

    private static List<IReadOnlyList<(DrawnSeries Series, double Left)>> Fill(IReadOnlyList<DrawnSeries> entries, double[] widths, double width)
    {
        var rows = new List<IReadOnlyList<(DrawnSeries, double)>>();
        var row = new List<(DrawnSeries, double)>();
        var left = 0.0;
        for (var i = 0; i < entries.Count; i++)
        {
            if (row.Count > 0 && left + widths[i] > width)
            {
                rows.Add(row);
                (row, left) = ([], 0);
            }

            row.Add((entries[i], left));
            left += widths[i] + Between;
        }

        rows.Add(row);
        return rows;
    }

    internal static XElement Below(IReadOnlyList<IReadOnlyList<(DrawnSeries Series, double Left)>> rows, double left, double top, double width, string id) => Markup.Draw(
        "g",
        Markup.Class("legend"),
        rows.SelectMany((row, i) => row.Select(entry => Entry(entry.Series, left + entry.Left, top + ((i + 0.5) * RowHeight), width - entry.Left, false, id))));

    private static double EntryWidth(string name) => Swatch + Gap + TextMetrics.Width(name, Size);

    private static XElement Entry(DrawnSeries drawn, double left, double middle, double width, bool alone, string id)
    {
        var name = TextMetrics.Fit(drawn.Series.Name, width - Swatch - Gap, Size);
        return Markup.Draw(
            "g",
            SeriesMarks.Swatch(drawn, new Box(left, middle - 5, Swatch, 10), alone, id),
            Markup.Draw(
                "text",
                Markup.Coordinate("x", left + Swatch + Gap),
                Markup.Coordinate("y", middle + 4),
                name == drawn.Series.Name ? null : Markup.Draw("title", drawn.Series.Name),
                RichText.Svg(name, Size)));
    }
}
