using LanguageExt;
using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>How one series looks: a color, and a shape or a pattern that tells it apart without colors.</summary>
/// <param name="Color">The index in <see cref="Palette"/>.</param>
/// <param name="Shape">The index of the marker's shape.</param>
/// <param name="Pattern">The index of the dash pattern or of the hatching.</param>
internal sealed record SeriesLook(int Color, int Shape, int Pattern);

/// <summary>Gives series their looks: the same name looks the same in every panel of a figure.</summary>
internal static class PlotStyle
{
    /// <summary>The looks of all series of a figure, by name.</summary>
    internal static IReadOnlyDictionary<string, SeriesLook> Looks(IEnumerable<Panel> panels)
    {
        var slots = new Dictionary<string, int>();
        var looks = new Dictionary<string, SeriesLook>();
        var dashes = 0;
        foreach (var panel in panels)
        {
            foreach (var series in panel.Series.AsEnumerable().DistinctBy(static s => s.Name).Where(s => !looks.ContainsKey(s.Name)))
            {
                var slot = Slot(panel, slots);
                slots[series.Name] = slot;
                var colors = Palette.Light.Count;
                looks[series.Name] = new(slot % colors, (slot + (slot / colors)) % Marker.Count, series.Style == SeriesStyle.Dashed ? dashes++ : 0);
            }
        }

        return looks;
    }

    /// <summary>A slot that the figure has not used yet; once its colors are spent, one that the panel has not used.</summary>
    private static int Slot(Panel panel, Dictionary<string, int> slots)
    {
        var inFigure = slots.Values.ToHashSet();
        if (inFigure.Count < Palette.Light.Count && Enumerable.Range(0, Palette.Light.Count).FirstOrDefault(k => !inFigure.Contains(k), -1) is >= 0 and var free)
            return free;
        var inPanel = panel.Series.Where(s => slots.ContainsKey(s.Name)).Select(s => slots[s.Name]).ToHashSet();
        return Enumerable.Range(0, inPanel.Count + 1).First(k => !inPanel.Contains(k));
    }

    /// <summary>The dash pattern of a dashed line; a full line has none.</summary>
    internal static string Dash(int pattern) => (pattern % 5) switch
    {
        0 => "6 3",
        1 => "2 2.5",
        2 => "8 3 2 3",
        3 => "12 4",
        _ => "5 2 2 2 2 2",
    };
}
