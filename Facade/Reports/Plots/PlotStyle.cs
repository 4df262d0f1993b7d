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
        var looks = new Dictionary<string, SeriesLook>();
        var (dashes, bars) = (0, 0);
        foreach (var series in panels.SelectMany(static p => p.Series).Where(s => !looks.ContainsKey(s.Name)))
        {
            var pattern = series.Style switch { SeriesStyle.Dashed => dashes++, SeriesStyle.Bars => bars++, _ => 0 };
            looks[series.Name] = new(looks.Count % Palette.Light.Count, looks.Count % Marker.Count, pattern);
        }

        return looks;
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
