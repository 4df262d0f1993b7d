using System.Globalization;
using System.Xml.Linq;
using Marginalia.Reports;

namespace Marginalia.Tests;

/// <summary>Reads a drawing back: what is where, computed from the SVG alone.</summary>
internal sealed record Drawing(XElement Svg)
{
    internal (double Width, double Height) Size
    {
        get
        {
            var numbers = Svg.Attribute("viewBox")!.Value.Split(' ').Select(Number).ToArray();
            return (numbers[2], numbers[3]);
        }
    }

    internal IEnumerable<XElement> Named(string kind) => Svg.Descendants().Where(e => ((string?)e.Attribute("class"))?.Split(' ').Contains(kind) == true);

    internal IEnumerable<XElement> Texts => Svg.Descendants().Where(static e => e.Name.LocalName == "text");

    internal IEnumerable<XElement> Paths => Svg.Descendants().Where(static e => e.Name.LocalName == "path" && e.Parent!.Name.LocalName != "pattern");

    internal Box? LegendBox => Named("legend-box").Select(static r => (Box?)new Box(At(r, "x"), At(r, "y"), At(r, "width"), At(r, "height"))).FirstOrDefault();

    /// <summary>The subpaths of a path, each as the corners that it runs through.</summary>
    internal static List<List<Spot>> Subpaths(XElement path)
    {
        var subpaths = new List<List<Spot>>();
        var at = new Spot(0, 0);
        foreach (var (command, numbers) in Commands((string)path.Attribute("d")!))
        {
            var (relative, step) = (char.IsLower(command) ? at : new Spot(0, 0), char.ToUpperInvariant(command));
            if (step == 'Z')
                continue;
            for (var i = 0; i < numbers.Count; i += step switch { 'H' or 'V' => 1, 'A' => 7, _ => 2 })
            {
                at = step switch
                {
                    'H' => at with { X = relative.X + numbers[i] },
                    'V' => at with { Y = relative.Y + numbers[i] },
                    'A' => new(relative.X + numbers[i + 5], relative.Y + numbers[i + 6]),
                    _ => new(relative.X + numbers[i], relative.Y + numbers[i + 1]),
                };
                if (step == 'M' && i == 0)
                    subpaths.Add([]);
                subpaths[^1].Add(at);
            }
        }

        return subpaths;
    }

    /// <summary>The box that a text takes at most, rotation included.</summary>
    internal static Box BoxOf(XElement text)
    {
        var kind = (string?)text.Attribute("class") ?? "";
        var size = kind switch { "title" => PanelLayout.TitleSize, "label" => PanelLayout.LabelSize, "note" => 10.0, "sentence" => 12.0, _ => 11.0 };
        var width = text.Nodes().Where(static n => n is not XElement { Name.LocalName: "title" }).Sum(n => n is XElement span
            ? TextMetrics.Width(span.Value, span.Attribute("font-size") is { } own ? Number(own.Value) : size)
            : TextMetrics.Width(((XText)n).Value, size));
        var anchor = kind switch { "label" or "sentence" or "tick x" => 0.5, "tick y" => 1.0, _ => 0.0 };
        var (x, y) = (At(text, "x"), At(text, "y"));
        return text.Attribute("transform") is null
            ? new(x - (anchor * width), y - (0.75 * size), width, size)
            : new(x - (0.75 * size), y - (width / 2), size, width);
    }

    internal static double At(XElement element, string attribute) => Number(element.Attribute(attribute)!.Value);

    private static IEnumerable<(char Command, List<double> Numbers)> Commands(string path)
    {
        for (var i = 0; i < path.Length;)
        {
            var command = path[i++];
            var from = i;
            while (i < path.Length && !char.IsLetter(path[i]))
                i++;
            yield return (command, [.. path[from..i].Replace("-", " -", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)]);
        }
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
