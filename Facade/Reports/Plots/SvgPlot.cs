using System.Xml.Linq;
using LanguageExt;
using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>Draws panels as SVG: a pure function of the numbers, the same text on every machine.</summary>
/// <remarks>
/// Colors and fonts come from a style sheet (<see cref="PlotSheet"/>), so that one drawing serves light and dark paper and print. At most two points
/// are drawn for each unit of width, the lowest and the highest, so that no extreme is lost. Takes time linear in the number of points.
/// </remarks>
public static class SvgPlot
{
    /// <summary>One drawing for each panel of a figure, lettered (a), (b), ... where there are several; a series of the same name looks the same in all of them.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="id">A prefix for the ids inside the drawings, unique in the document that they will stand in.</param>
    public static Arr<XElement> Draw(Figure figure, string id)
    {
        var looks = PlotStyle.Looks(figure.Panels);
        return figure.Panels.Map((i, panel) =>
            Draw(panel, figure.Panels.Count > 1 ? $"({Letter(i)}) {panel.Title}" : panel.Title, FormattableString.Invariant($"{id}-{i + 1}"), looks)).ToArr();
    }

    /// <summary>One panel as a drawing that brings its own style sheet, for a file of its own.</summary>
    /// <param name="panel">The panel.</param>
    /// <returns>An <c>svg</c> element; where the panel has nothing that its axes can show, it holds a sentence that says why.</returns>
    public static XElement Alone(Panel panel)
    {
        var svg = Draw(panel, panel.Title, "plot", PlotStyle.Looks([panel]));
        svg.AddFirst(Markup.Draw("style", PlotSheet.Variables(":root") + PlotSheet.Text));
        return svg;
    }

    private static string Letter(int index) => index < 26 ? ((char)('a' + index)).ToString() : Letter((index / 26) - 1) + Letter(index % 26);

    private static XElement Draw(Panel panel, string title, string id, IReadOnlyDictionary<string, SeriesLook> looks)
    {
        var data = PanelData.Of(panel);
        if (data.Obstacle.Length > 0)
            return Sentence(panel, title, data.Obstacle);

        var layout = PanelLayout.Of(title, panel, data);
        var box = layout.Area.Box;
        var drawn = layout.Area.Draw([.. panel.Series], looks);
        var named = drawn.Any(d => d.Series.Name != drawn[0].Series.Name) || !(drawn[0].Series.Name == panel.Title || drawn[0].Series.Name == panel.Y.Label || drawn[0].Series.Name.Length == 0);
        var corner = named ? Legend.FreeCorner(drawn, box) : null;
        var foot = layout.Foot;
        var content = new List<XElement>();
        if (SeriesMarks.Hatchings(drawn, id).ToArray() is { Length: > 0 } hatchings)
            content.Add(Markup.Draw("defs", (object)hatchings));
        content.AddRange(AxisMarks.Grid(layout));
        content.AddRange(drawn.Select(d => SeriesMarks.Draw(d, drawn.Count == 1, id)));
        if (corner is { } free)
        {
            content.Add(Legend.Inside(drawn, free, id));
        }
        else if (named)
        {
            var left = Math.Min(box.Left, 60);
            var rows = Legend.Rows(Legend.Entries(drawn), PanelLayout.Width - PanelLayout.Edge - left);
            content.Add(Legend.Below(rows, left, foot, PanelLayout.Width - PanelLayout.Edge - left, id));
            foot += (rows.Count * Legend.RowHeight) + 3;
        }

        content.AddRange(AxisMarks.Labels(layout));
        content.AddRange(AxisMarks.Title(layout.Title, PanelLayout.Edge));
        foreach (var line in data.Notes.SelectMany(static n => TextMetrics.Wrap(n, PanelLayout.Width - (2 * PanelLayout.Edge), 10, 3)))
        {
            content.Add(AxisMarks.Text("note", line, PanelLayout.Edge, foot + 10, 10));
            foot += 13;
        }

        return Frame(panel, title, Description.Of(panel, data), foot + PanelLayout.Edge, content);
    }

    private static XElement Sentence(Panel panel, string title, string obstacle)
    {
        var lines = PanelLayout.TitleLines(title);
        var top = PanelLayout.Edge + (lines.Count * (PanelLayout.LineHeight + 1)) + 8;
        var box = new Box(PanelLayout.Edge, top, PanelLayout.Width - (2 * PanelLayout.Edge), 90);
        var words = TextMetrics.Wrap(obstacle, box.Width - 40, 12, 4);
        var first = top + (box.Height / 2) - ((words.Count - 1) * 8) + 4;
        return Frame(panel, title, obstacle, box.Bottom + PanelLayout.Edge,
        [
            Markup.Draw("rect", Markup.Class("nothing"), Markup.Place(box)),
            .. AxisMarks.Title(lines, PanelLayout.Edge),
            .. words.Select((line, i) => AxisMarks.Text("sentence", line, PanelLayout.Width / 2, first + (16 * i), 12)),
        ]);
    }

    private static XElement Frame(Panel panel, string title, string description, double height, IEnumerable<XElement> content) => Markup.Draw(
        "svg",
        Markup.Class("plot"),
        new XAttribute("viewBox", $"0 0 {Coordinates.Text(PanelLayout.Width)} {Coordinates.Text(Math.Ceiling(height))}"),
        new XAttribute("role", "img"),
        Markup.Draw("title", title.Length == 0 ? panel.Y.Label : title),
        Markup.Draw("desc", description),
        content);
}
