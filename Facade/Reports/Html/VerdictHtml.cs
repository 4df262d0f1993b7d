using System.Diagnostics;
using System.Xml.Linq;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Reports;

/// <summary>Verdicts as HTML: a sign and a word, the statement, and what was measured beside what was expected.</summary>
internal static class VerdictHtml
{
    internal static XElement List(Arr<Verdict> verdicts) => Markup.Html("ul", Markup.Class("verdicts"), verdicts.Select(static v => Markup.Html(
        "li",
        Markup.Class(v.Status.Word),
        Markup.Html("div", Markup.Class("status"), Sign(v.Status), Markup.Html("span", Words(v.Status))),
        Markup.Html(
            "div",
            Markup.Html("p", Markup.Class("statement"), RichText.Html(v.Statement), " ", Markup.Html("code", Markup.Class("id"), v.Id)),
            Markup.Html("dl", Pair("Measured", v.Measured), Pair("Expected", v.Expected), Pair(v.Status == VerdictStatus.Violated ? "Where" : "Why", v.Reason))))));

    /// <summary>"5 hold, 1 is violated, 1 does not apply", with signs.</summary>
    internal static XElement Tally(Arr<Verdict> verdicts)
    {
        int Of(VerdictStatus status) => verdicts.Count(v => v.Status == status);
        IEnumerable<object> Part(VerdictStatus status, string one, string many) => Of(status) == 0 ? [] :
            [Markup.Html("span", Markup.Class("part " + status.Word), Sign(status), Markup.Count(Of(status), one, many)), " "];
        return Markup.Html(
            "span",
            Markup.Class("tally"),
            Part(VerdictStatus.Holds, "holds", "hold"),
            Part(VerdictStatus.Violated, "violated", "violated"),
            Part(VerdictStatus.NotApplicable, "does not apply", "do not apply"));
    }

    private static IEnumerable<object> Pair(string name, string value) =>
        value.Length == 0 ? [] : [Markup.Html("dt", name), Markup.Html("dd", RichText.Html(value))];

    private static string Words(VerdictStatus status) => status == VerdictStatus.NotApplicable ? "not applicable" : status.Word;

    /// <summary>A sign of our own: fonts cannot be relied on to have one.</summary>
    private static XElement Sign(VerdictStatus status) => Markup.Draw(
        "svg",
        Markup.Class("sign"),
        new XAttribute("viewBox", "0 0 16 16"),
        new XAttribute("aria-hidden", "true"),
        Markup.Draw("path", new XAttribute("d", status switch
        {
            VerdictStatus.Holds => "M2.5 8.5l3.7 4L13.5 3.5",
            VerdictStatus.Violated => "M3 3l10 10M13 3L3 13",
            VerdictStatus.NotApplicable => "M3 8h10",
            _ => throw new UnreachableException(),
        })));
}
