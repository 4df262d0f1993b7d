using System.Xml.Linq;

namespace Marginalia.Reports;

/// <summary>How a piece of text is set.</summary>
internal enum Setting
{
    Normal,
    Subscript,
    Superscript,
    Code,
}

/// <summary>A piece of text that is set in one way.</summary>
internal readonly record struct TextRun(string Text, Setting Setting);

/// <summary>The little notation of our texts: <c>`code`</c>, <c>x_min</c> and <c>x_(k+1)</c> after a single letter, <c>10^-3</c>, <c>N^(-1/2)</c>, <c>+-</c>; numbers are set as in print.</summary>
internal static class RichText
{
    internal static IReadOnlyList<TextRun> Parse(string text)
    {
        var runs = new List<TextRun>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (PlainNumber.At(text, i) is { } number)
            {
                if (i > start)
                    runs.Add(new(text[start..i], Setting.Normal));
                runs.AddRange(number.Runs);
                start = number.End;
                i = start - 1;
                continue;
            }

            if (text[i] == '+' && i + 1 < text.Length && text[i + 1] == '-')
            {
                runs.Add(new(text[start..i] + '\u00b1', Setting.Normal));
                start = i + 2;
                i++;
                continue;
            }

            var (setting, from, to) = Special(text, i);
            if (setting == Setting.Normal)
                continue;
            if (i > start)
                runs.Add(new(text[start..i], Setting.Normal));
            runs.Add(new(setting == Setting.Superscript ? text[from..to].Replace('-', '\u2212') : text[from..to], setting));
            start = to < text.Length && (setting == Setting.Code || (text[i] is '^' or '_' && text[i + 1] == '(')) ? to + 1 : to;
            i = start - 1;
        }

        if (start < text.Length)
            runs.Add(new(text[start..], Setting.Normal));
        return runs;
    }

    /// <summary>The text without its notation, for titles of windows and for screen readers.</summary>
    internal static string Plain(string text) => text.Replace("`", "", StringComparison.Ordinal);

    internal static IEnumerable<object> Html(string text) => Parse(text).Select(static run => run.Setting switch
    {
        Setting.Subscript => (object)Markup.Html("sub", run.Text),
        Setting.Superscript => Markup.Html("sup", run.Text),
        Setting.Code => Markup.Html("code", run.Text),
        _ => run.Text,
    });

    /// <summary>The runs as spans of an SVG text; the shift is taken back by the span that follows.</summary>
    internal static IEnumerable<object> Svg(string text, double size)
    {
        var shift = 0.0;
        foreach (var run in Parse(text))
        {
            var wanted = run.Setting switch { Setting.Subscript => 0.2 * size, Setting.Superscript => -0.36 * size, _ => 0.0 };
            if (wanted == 0 && shift == 0)
                yield return run.Text;
            else
                yield return Markup.Draw("tspan", Markup.Coordinate("dy", wanted - shift), SizeOf(run, size), run.Text);
            shift = wanted;
        }
    }

    private static XAttribute? SizeOf(TextRun run, double size) =>
        run.Setting is Setting.Subscript or Setting.Superscript ? Markup.Coordinate("font-size", 0.75 * size) : null;

    private static (Setting Setting, int From, int To) Special(string text, int i)
    {
        if (text[i] == '`')
        {
            var close = text.IndexOf('`', i + 1);
            return close > i + 1 ? (Setting.Code, i + 1, close) : default;
        }

        if (i == 0)
            return default;
        var end = i + 1;
        if (text[i] == '_' && char.IsLetter(text[i - 1]) && (i == 1 || !(char.IsLetterOrDigit(text[i - 2]) || text[i - 2] == '_')))
        {
            if (end < text.Length && text[end] == '(')
                return Parenthesized(text, end, Setting.Subscript);
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
                end++;
            return end > i + 1 && !(end < text.Length && text[end] == '_') ? (Setting.Subscript, i + 1, end) : default;
        }

        if (text[i] == '^' && (char.IsLetterOrDigit(text[i - 1]) || text[i - 1] is ')' or ']' or '|' or '\u2016'))
        {
            if (end < text.Length && text[end] == '(')
                return Parenthesized(text, end, Setting.Superscript);

            if (end < text.Length && text[end] is '-' or '\u2212')
                end++;
            var first = end;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || (text[end] == '.' && end > first && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
                end++;
            return end > first ? (Setting.Superscript, i + 1, end) : default;
        }

        return default;
    }

    private static (Setting Setting, int From, int To) Parenthesized(string text, int open, Setting setting)
    {
        var close = text.IndexOf(')', open);
        return close > open + 1 ? (setting, open + 1, close) : default;
    }
}
