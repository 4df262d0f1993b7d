using System.Xml.Linq;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Reports;

/// <summary>One report in an index.</summary>
/// <param name="Name">The name of the study, as on the command line.</param>
/// <param name="Title">The title.</param>
/// <param name="Summary">The finding in one or two sentences, or why there is none.</param>
/// <param name="Link">The address of the report relative to the index; empty when there is none.</param>
/// <param name="Verdicts">Its verdicts.</param>
public sealed record IndexEntry(string Name, string Title, string Summary, string Link, Arr<Verdict> Verdicts)
{
    /// <summary>The entry of a report.</summary>
    /// <param name="name">The name of the study.</param>
    /// <param name="report">The report.</param>
    /// <param name="link">Its address relative to the index.</param>
    public static IndexEntry Of(string name, Report report, string link) => new(name, report.Title, report.Summary, link, report.Verdicts);
}

/// <summary>Renders the page that leads to several reports.</summary>
public static class IndexHtml
{
    /// <summary>The whole file: what became of all statements, then one row a report.</summary>
    /// <param name="title">The title.</param>
    /// <param name="command">The exact command that makes all of it again; may be empty.</param>
    /// <param name="entries">The reports, in reading order.</param>
    /// <returns>HTML that is well-formed XML as well, ending with a line feed.</returns>
    public static string Render(string title, string command, Arr<IndexEntry> entries) => MarkupWriter.Document(Page.Of(title, "index",
    [
        Markup.Html(
            "header",
            Markup.Html("p", Markup.Class("kind"), "Marginalia \u00b7 index"),
            Markup.Html("h1", RichText.Html(title)),
            Markup.Html(
                "div",
                Markup.Class("abstract"),
                Total(entries.Count, entries.Bind(static e => e.Verdicts).ToArr()))),
        Markup.Html(
            "main",
            Markup.Html(
                "table",
                Markup.Class("index"),
                Markup.Html("thead", Markup.Html("tr", Head("Study"), Head("Verdicts"))),
                Markup.Html("tbody", entries.Select(Row))),
            command.Length == 0 ? null : new object[] { Markup.Html("h2", "How to reproduce"), Markup.Html("pre", Markup.Html("code", command)) }),
    ]));

    private static XElement Total(int studies, Arr<Verdict> verdicts) => Markup.Html(
        "p",
        $"{Markup.Count(studies, "study", "studies")}, {Markup.Count(verdicts.Count, "statement", "statements")} checked: ",
        VerdictHtml.Tally(verdicts));

    private static XElement Head(string text) => Markup.Html("th", new XAttribute("scope", "col"), text);

    private static XElement Row(IndexEntry entry)
    {
        var title = RichText.Html(entry.Title).ToArray();
        return Markup.Html(
            "tr",
            Markup.Html(
                "td",
                Markup.Class("words"),
                Markup.Html("span", Markup.Class("name"), entry.Link.Length == 0 ? title : Markup.Html("a", Markup.Attribute("href", entry.Link), title)),
                " ",
                Markup.Html("code", Markup.Class("id"), entry.Name),
                entry.Summary.Length == 0 ? null : Markup.Html("p", RichText.Html(entry.Summary))),
            Markup.Html("td", entry.Verdicts.IsEmpty ? "\u2013" : VerdictHtml.Tally(entry.Verdicts)));
    }
}
