using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Marginalia.Reports;

/// <summary>Builds elements from text that may hold anything: characters that XML cannot carry become U+FFFD.</summary>
internal static class Markup
{
    internal static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    internal static XElement Html(string name, params object?[] content) => new(name, [.. content.Select(Cleaned)]);

    internal static XElement Draw(string name, params object?[] content) => new(Svg + name, [.. content.Select(Cleaned)]);

    internal static XAttribute Attribute(string name, string value) => new(name, Clean(value));

    internal static XAttribute Class(string value) => new("class", value);

    /// <summary>The place and the size of a rectangle.</summary>
    internal static XAttribute[] Place(Box box) =>
        [Coordinate("x", box.Left), Coordinate("y", box.Top), Coordinate("width", box.Width), Coordinate("height", box.Height)];

    /// <summary>A number in front of its noun.</summary>
    internal static string Count(int number, string one, string many) => FormattableString.Invariant($"{number} {(number == 1 ? one : many)}");

    internal static XAttribute Coordinate(string name, double value) => new(name, Coordinates.Text(value));

    /// <summary>The text with every character that XML 1.0 forbids, lone surrogates included, replaced.</summary>
    internal static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                clean.Append(text[i]).Append(text[++i]);
            else
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }

        return clean.ToString();
    }

    private static object? Cleaned(object? content) => content switch
    {
        string text => Clean(text),
        IEnumerable<object?> many when content is not XNode => many.Select(Cleaned),
        _ => content,
    };
}
