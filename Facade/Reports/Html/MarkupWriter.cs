using System.Text;
using System.Xml.Linq;

namespace Marginalia.Reports;

/// <summary>Writes elements as text that is HTML and well-formed XML at once, one block a line.</summary>
/// <remarks>XML's own writer would shorten an empty <c>td</c> to a form that HTML reads as an opening tag.</remarks>
internal static class MarkupWriter
{
    private static readonly HashSet<string> Void = ["br", "hr", "img", "link", "meta"];

    private static readonly HashSet<string> Block =
    [
        "html", "head", "body", "meta", "link", "title", "style", "header", "main", "footer", "nav", "section", "div", "p", "h1", "h2", "h3", "h4",
        "ol", "ul", "li", "dl", "dt", "dd", "figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "pre", "svg", "g", "path", "text", "rect",
    ];

    internal static string Document(XElement html)
    {
        var text = new StringBuilder("<!DOCTYPE html>");
        Write(html, XNamespace.None, text);
        return text.Append('\n').ToString();
    }

    private static void Write(XElement element, XNamespace outer, StringBuilder text)
    {
        var name = element.Name.LocalName;
        if (Block.Contains(name))
            text.Append('\n');
        text.Append('<').Append(name);
        if (element.Name.Namespace != outer)
            text.Append(" xmlns=\"").Append(element.Name.NamespaceName).Append('"');
        foreach (var attribute in element.Attributes())
            text.Append(' ').Append(attribute.Name.LocalName).Append("=\"").Append(Escape(attribute.Value)).Append('"');
        if (Void.Contains(name) || (element.Name.Namespace == Markup.Svg && !element.Nodes().Any()))
        {
            text.Append("/>");
            return;
        }

        text.Append('>');
        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
                Write(child, element.Name.Namespace, text);
            else if (node is XText words)
                text.Append(name == "style" ? words.Value : Escape(words.Value));
        }

        text.Append("</").Append(name).Append('>');
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal)
            .Replace("\r", "&#13;", StringComparison.Ordinal);
}
