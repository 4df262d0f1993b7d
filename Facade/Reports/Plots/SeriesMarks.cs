using System.Text;
using System.Xml.Linq;
using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>Turns placed series into SVG: one path for a line, one for its markers, one for bars.</summary>
internal static class SeriesMarks
{
    /// <summary>More points than this hide each other and are drawn transparent.</summary>
    private const int Crowd = 250;

    internal static XElement Draw(DrawnSeries drawn, bool alone, string id) => Markup.Draw(
        "g",
        Markup.Class("series c" + drawn.Look.Color),
        BarsPath(drawn, drawn.Bars, id),
        LinePath(drawn, drawn.Runs),
        MarkerPath(drawn, drawn.MarkerPlaces(alone)));

    /// <summary>The sample of a series in the legend.</summary>
    internal static XElement Swatch(DrawnSeries drawn, Box box, bool alone, string id)
    {
        var middle = box.Top + (box.Height / 2);
        var line = drawn with { Runs = [[new(box.Left, middle), new(box.Right, middle)]] };
        return Markup.Draw(
            "g",
            Markup.Class("swatch c" + drawn.Look.Color),
            drawn.Series.Style == SeriesStyle.Bars ? BarsPath(drawn, [new Box(box.Left + 5, box.Top, box.Width - 10, box.Height)], id) : null,
            LinePath(drawn, line.Runs),
            drawn.Series.Style != SeriesStyle.Bars && drawn.MarkerPlaces(alone).Any() ? MarkerPath(drawn, [new((box.Left + box.Right) / 2, middle)]) : null);
    }

    /// <summary>The hatching of the second and later series of bars, so that they differ in print.</summary>
    internal static IEnumerable<XElement> Hatchings(IEnumerable<DrawnSeries> drawn, string id) => drawn
        .Where(static d => d.Series.Style == SeriesStyle.Bars && d.Look.Pattern > 0).DistinctBy(static d => d.Look.Pattern).Select(d => Markup.Draw(
            "pattern",
            Markup.Attribute("id", Hatching(d, id)),
            Markup.Class("c" + d.Look.Color),
            new XAttribute("width", 5),
            new XAttribute("height", 5),
            new XAttribute("patternUnits", "userSpaceOnUse"),
            new XAttribute("patternTransform", $"rotate({45 + (90 * (d.Look.Pattern - 1))})"),
            Markup.Draw("path", new XAttribute("d", "M0 0V5"), new XAttribute("stroke", "currentColor"), new XAttribute("stroke-width", 3))));

    private static string Hatching(DrawnSeries drawn, string id) => $"{id}-hatch-{drawn.Look.Pattern}";

    private static XElement? LinePath(DrawnSeries drawn, IReadOnlyList<IReadOnlyList<Spot>> runs)
    {
        if (drawn.Series.Style is SeriesStyle.Points or SeriesStyle.Bars)
            return null;
        var path = new StringBuilder();
        foreach (var run in runs.Where(static r => r.Count > 1))
        {
            for (var i = 0; i < run.Count; i++)
                path.Append(i == 0 ? 'M' : 'L').Append(Coordinates.Text(run[i].X)).Append(' ').Append(Coordinates.Text(run[i].Y));
        }

        return path.Length == 0 ? null : Markup.Draw(
            "path",
            Markup.Class("line"),
            drawn.Series.Style == SeriesStyle.Dashed ? new XAttribute("stroke-dasharray", PlotStyle.Dash(drawn.Look.Pattern)) : null,
            new XAttribute("d", path.ToString()));
    }

    private static XElement? MarkerPath(DrawnSeries drawn, IEnumerable<Spot> places)
    {
        var path = new StringBuilder();
        var shape = Marker.Path(drawn.Look.Shape);
        foreach (var place in places)
            path.Append('M').Append(Coordinates.Text(place.X)).Append(' ').Append(Coordinates.Text(place.Y)).Append(shape);
        var isCrowd = drawn.Series.Style == SeriesStyle.Points && drawn.Runs[0].Count > Crowd;
        return path.Length == 0 ? null : Markup.Draw("path", Markup.Class(isCrowd ? "mark crowd" : "mark"), new XAttribute("d", path.ToString()));
    }

    private static XElement? BarsPath(DrawnSeries drawn, IReadOnlyList<Box> bars, string id)
    {
        var path = new StringBuilder();
        foreach (var bar in bars)
        {
            path.Append('M').Append(Coordinates.Text(bar.Left)).Append(' ').Append(Coordinates.Text(bar.Top))
                .Append('H').Append(Coordinates.Text(bar.Right)).Append('V').Append(Coordinates.Text(bar.Bottom))
                .Append('H').Append(Coordinates.Text(bar.Left)).Append('Z');
        }

        return path.Length == 0 ? null : Markup.Draw(
            "path",
            Markup.Class(drawn.Look.Pattern == 0 ? "bar" : "bar hatched"),
            drawn.Look.Pattern == 0 ? null : Markup.Attribute("fill", $"url(#{Hatching(drawn, id)})"),
            new XAttribute("d", path.ToString()));
    }
}
