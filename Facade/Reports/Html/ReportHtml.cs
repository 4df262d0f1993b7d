using System.Xml.Linq;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Reports;

/// <summary>Renders a report as one HTML file that needs nothing else: no script, no font, no picture from elsewhere.</summary>
public static class ReportHtml
{
    private const int LongReport = 7;

    /// <summary>The whole file.</summary>
    /// <param name="report">The report; text in it may hold any character.</param>
    /// <returns>HTML that is well-formed XML as well, the same for the same report on every machine, ending with a line feed.</returns>
    public static string Render(Report report)
    {
        var body = new ReportBody();
        var sections = body.Render(report.Sections, []);
        return MarkupWriter.Document(Page.Of(report.Title, report.Kind,
        [
            Markup.Html(
                "header",
                Markup.Html("p", Markup.Class("kind"), "Marginalia", " \u00b7 ", report.Kind),
                Markup.Html("h1", RichText.Html(report.Title)),
                report.Question.Length == 0 ? null : Markup.Html("p", Markup.Class("question"), RichText.Html(report.Question)),
                Abstract(report)),
            body.Numbered < LongReport ? null : Contents(body.Headings),
            Markup.Html("main", sections),
        ]));
    }

    private static XElement? Abstract(Report report)
    {
        var verdicts = report.Verdicts;
        return report.Summary.Length == 0 && verdicts.IsEmpty ? null : Markup.Html(
            "div",
            Markup.Class("abstract"),
            report.Summary.Length == 0 ? null : Markup.Html("p", RichText.Html(report.Summary)),
            verdicts.IsEmpty ? null : Markup.Html("p", Markup.Count(verdicts.Count, "statement", "statements"), " checked: ", VerdictHtml.Tally(verdicts)));
    }

    private static XElement Contents(IReadOnlyList<Heading> headings) => Markup.Html(
        "nav",
        new XAttribute("aria-label", "Contents"),
        Markup.Html("ul", headings.Select(static h => Markup.Html(
            "li", Markup.Class("level" + h.Level), Markup.Html("a", Markup.Attribute("href", "#" + h.Id), Markup.Html("span", h.Number), " ", RichText.Html(h.Title))))));
}
