using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>Where everything of a panel stands; all lengths are units of the view box, about one pixel each.</summary>
/// <param name="Title">The lines of the title.</param>
/// <param name="Area">The axes.</param>
/// <param name="XTicks">The marks of the horizontal axis.</param>
/// <param name="YTicks">The marks of the vertical axis.</param>
/// <param name="XTitle">The lines of the horizontal axis' title.</param>
/// <param name="YTitle">The lines of the vertical axis' title.</param>
internal sealed record PanelLayout(
    IReadOnlyList<string> Title, PlotArea Area, Ticks XTicks, Ticks YTicks, IReadOnlyList<string> XTitle, IReadOnlyList<string> YTitle)
{
    internal const double Width = 420;

    internal const double PlotHeight = 190;

    /// <summary>The height of a row of an axis of names.</summary>
    internal const double NamedRow = 17;

    internal const double Edge = 2;

    internal const double TitleSize = 12.5;

    internal const double LabelSize = 11.5;

    internal const double LineHeight = 15;

    /// <summary>Where the text below the axes ends and legend and notes begin.</summary>
    internal double Foot => Area.Box.Bottom + 20 + (Math.Max(XTitle.Count, XTicks.Factor.Length > 0 ? 1 : 0) * LineHeight) + 3;

    internal static IReadOnlyList<string> TitleLines(string title) => TextMetrics.Wrap(title, Width - (2 * Edge), TitleSize * 1.06, 3);

    internal static PanelLayout Of(string title, Panel panel, PanelData data)
    {
        var x = Projection.Around(panel.X.Scale, data.Xs, 0.02, data.Bars);
        var named = panel.Y.Names;
        var height = named.IsEmpty ? PlotHeight : (NamedRow * named.Count) + 6;
        var y = named.IsEmpty ? Projection.Around(panel.Y.Scale, data.Ys, 0.05, []) : Projection.OfPlaces(named.Count);
        var yTicks = named.IsEmpty ? Ticks.Of(y, height, vertical: true) : Ticks.OfNames(y, [.. named], 0.6 * Width);
        var lines = TitleLines(title);
        var yTitle = TextMetrics.Wrap(Titled(panel.Y, yTicks), height, LabelSize, 2);
        var top = Edge + (lines.Count * (LineHeight + 1)) + (yTicks.Factor.Length > 0 ? LineHeight : 0) + 8;
        var left = Edge + (yTitle.Count * LineHeight) + 4 + yTicks.WidestLabel + 7;
        var right = 12.0;
        for (var attempt = 0; ; attempt++)
        {
            var width = Width - left - right;
            var ticks = Ticks.Of(x, width, vertical: false);
            var over = ticks.Marks.Select(m => left + (m.At * width) + (TextMetrics.Width(m.Label, Ticks.LabelSize) / 2) - (Width - 2)).DefaultIfEmpty(0).Max();
            if (over > 0 && attempt < 3)
            {
                right += over + 1;
                continue;
            }

            var room = width - (2 * TextMetrics.Width(ticks.Factor, Ticks.LabelSize));
            return new(lines, new(new(left, top, width, height), x, y), ticks, yTicks, TextMetrics.Wrap(Titled(panel.X, ticks), room, LabelSize, 2), yTitle);
        }
    }

    private static string Titled(Axis axis, Ticks ticks) => ticks.Offset.Length == 0 ? axis.Label : $"{axis.Label} \u2212 {ticks.Offset}";
}
