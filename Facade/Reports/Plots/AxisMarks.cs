using System.Text;
using System.Xml.Linq;

namespace Marginalia.Reports;

/// <summary>Grid, axes, labels and titles as SVG.</summary>
internal static class AxisMarks
{
    internal static IEnumerable<XElement> Grid(PanelLayout layout)
    {
        var (box, grid, ticks) = (layout.Area.Box, new StringBuilder(), new StringBuilder());
        foreach (var mark in layout.XTicks.Marks)
        {
            var x = Coordinates.Text(box.Left + (mark.At * box.Width));
            ticks.Append(Line($"M{x} ", box.Bottom, "V", box.Bottom + (mark.IsMajor ? 5 : 3)));
            if (mark.IsMajor)
                grid.Append(Line($"M{x} ", box.Top, "V", box.Bottom));
        }

        foreach (var mark in layout.YTicks.Marks)
        {
            var y = box.Bottom - (mark.At * box.Height);
            ticks.Append(Line("M", box.Left, $" {Coordinates.Text(y)}H", box.Left - (mark.IsMajor ? 5 : 3)));
            if (mark.IsMajor)
                grid.Append(Line("M", box.Left, $" {Coordinates.Text(y)}H", box.Right));
        }

        ticks.Append(Line("M", box.Left, " ", box.Top)).Append(Line("V", box.Bottom, "H", box.Right));
        if (grid.Length > 0)
            yield return Markup.Draw("path", Markup.Class("grid"), new XAttribute("d", grid.ToString()));
        yield return Markup.Draw("path", Markup.Class("axis"), new XAttribute("d", ticks.ToString()));
    }

    internal static IEnumerable<XElement> Labels(PanelLayout layout)
    {
        var box = layout.Area.Box;
        foreach (var mark in layout.XTicks.Marks.Where(static m => m.Label.Length > 0))
            yield return Text("tick x", mark.Label, box.Left + (mark.At * box.Width), box.Bottom + 17, Ticks.LabelSize);
        foreach (var mark in layout.YTicks.Marks.Where(static m => m.Label.Length > 0))
            yield return Text("tick y", mark.Label, box.Left - 8, box.Bottom - (mark.At * box.Height) + 4, Ticks.LabelSize);
        if (layout.XTicks.Factor.Length > 0)
            yield return Text("tick y", layout.XTicks.Factor, box.Right, box.Bottom + 17 + PanelLayout.LineHeight, Ticks.LabelSize);
        if (layout.YTicks.Factor.Length > 0)
            yield return Text("tick factor", layout.YTicks.Factor, box.Left, box.Top - 7, Ticks.LabelSize);

        for (var i = 0; i < layout.XTitle.Count; i++)
            yield return Text("label", layout.XTitle[i], box.Left + (box.Width / 2), box.Bottom + 17 + ((i + 1) * PanelLayout.LineHeight), PanelLayout.LabelSize);
        for (var i = 0; i < layout.YTitle.Count; i++)
        {
            var (x, y) = (PanelLayout.Edge + ((i + 0.75) * PanelLayout.LineHeight), box.Top + (box.Height / 2));
            var text = Text("label", layout.YTitle[i], x, y, PanelLayout.LabelSize);
            text.SetAttributeValue("transform", $"rotate(-90 {Coordinates.Text(x)} {Coordinates.Text(y)})");
            yield return text;
        }
    }

    internal static IEnumerable<XElement> Title(IReadOnlyList<string> lines, double left) => lines.Select((line, i) =>
        Text("title", line, left, PanelLayout.Edge + ((i + 0.8) * (PanelLayout.LineHeight + 1)), PanelLayout.TitleSize));

    internal static XElement Text(string kind, string text, double x, double y, double size) =>
        Markup.Draw("text", Markup.Class(kind), Markup.Coordinate("x", x), Markup.Coordinate("y", y), RichText.Svg(text, size));

    private static string Line(string before, double first, string between, double second) =>
        before + Coordinates.Text(first) + between + Coordinates.Text(second);
}
