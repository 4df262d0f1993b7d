using System.Xml.Linq;

namespace Marginalia.Reports;

/// <summary>The frame of every page: head, style sheet, and a policy that forbids the page to load anything.</summary>
internal static class Page
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    internal static XElement Of(string title, string kind, IEnumerable<XElement?> body) => Markup.Html(
        "html",
        new XAttribute("lang", "en"),
        Markup.Html(
            "head",
            Markup.Html("meta", new XAttribute("charset", "utf-8")),
            Meta("viewport", "width=device-width, initial-scale=1"),
            Meta("color-scheme", "light dark"),
            Meta("generator", "Marginalia"),
            Markup.Html("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", Policy)),
            Markup.Html("link", new XAttribute("rel", "icon"), new XAttribute("href", "data:,")),
            Markup.Html("title", $"{RichText.Plain(title)} \u00b7 {kind}"),
            Markup.Html("style", PageSheet.Text)),
        Markup.Html("body", body));

    private static XElement Meta(string name, string content) =>
        Markup.Html("meta", new XAttribute("name", name), new XAttribute("content", content));
}
