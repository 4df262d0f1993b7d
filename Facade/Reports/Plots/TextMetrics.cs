using System.Text;

namespace Marginalia.Reports;

/// <summary>Widths of text without a font: estimates for a wide sans-serif face, so that the real text is hardly ever wider.</summary>
internal static class TextMetrics
{
    private const string Narrow = "ijlI.,:;'|!()[]{} \u2009\u202f";

    private const string Wide = "mwMWOQ@%\u2211\u2212+<>=\u2265\u2264";

    private const double Rounding = 1e-6;

    internal static double Width(string text, double size) => RichText.Parse(text).Sum(run =>
        run.Text.EnumerateRunes().Sum(Em) * size * (run.Setting is Setting.Subscript or Setting.Superscript ? 0.75 : 1));

    /// <summary>Lines no wider than given, broken at spaces; the last one is cut with an ellipsis where the text needs more.</summary>
    internal static IReadOnlyList<string> Wrap(string text, double width, double size, int most)
    {
        var lines = new List<string>();
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var line = "";
        for (var i = 0; i < words.Length; i++)
        {
            var longer = line.Length == 0 ? words[i] : line + " " + words[i];
            if (line.Length == 0 || Width(longer, size) <= width + Rounding)
            {
                line = longer;
            }
            else if (lines.Count == most - 1)
            {
                line = string.Join(' ', [line, .. words[i..]]);
                break;
            }
            else
            {
                lines.Add(line);
                line = words[i];
            }
        }

        if (line.Length > 0)
            lines.Add(line);
        return [.. lines.Select(l => Fit(l, width, size))];
    }

    /// <summary>The text, or as much of its beginning as fits together with an ellipsis.</summary>
    internal static string Fit(string text, double width, double size)
    {
        if (Width(text, size) <= width + Rounding)
            return text;
        var kept = new StringBuilder();
        var room = width - size;
        foreach (var rune in text.EnumerateRunes())
        {
            room -= Em(rune) * size;
            if (room < 0)
                break;
            kept.Append(rune.ToString());
        }

        return kept.ToString().TrimEnd() + "\u2026";
    }

    private static double Em(Rune rune) => rune.Value switch
    {
        < 0x250 when Narrow.Contains((char)rune.Value, StringComparison.Ordinal) => 0.36,
        < 0x250 when Wide.Contains((char)rune.Value, StringComparison.Ordinal) => 0.9,
        < 0x20 => 1.05, // drawn as U+FFFD
        >= 'A' and <= 'Z' => 0.72,
        < 0x1100 => 0.62,
        0x2009 or 0x202f => 0.25,
        < 0x2E80 => 0.85,
        _ => 1.05,
    };
}
