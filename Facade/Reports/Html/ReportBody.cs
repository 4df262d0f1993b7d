using System.Xml.Linq;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Reports;

/// <summary>One line of the contents.</summary>
internal sealed record Heading(string Id, string Number, string Title, int Level);

/// <summary>Renders the sections of one report and counts chapters, figures and tables on the way.</summary>
internal sealed class ReportBody
{
    private readonly List<Heading> _headings = [];

    private int _figures;

    private int _tables;

    internal IReadOnlyList<Heading> Headings => _headings;

    /// <summary>How many figures and tables there are.</summary>
    internal int Numbered => _figures + _tables;

    internal object[] Render(Arr<Section> sections, int[] chapter)
    {
        var count = 0;
        return [.. sections.Select(section => section.Match(
            c => IsEmpty(c) ? [] : [Chapter(c, [.. chapter, ++count])],
            static t => t.Paragraphs.Select(static p => (object)Markup.Html("p", RichText.Html(p))).ToArray(),
            static v => [VerdictHtml.List(v.Verdicts)],
            f => [FigureHtml.Render(f.Figure, ++_figures)],
            t => [TableHtml.Render(t, ++_tables)],
            static c => [Markup.Html("ul", Markup.Class("caveats"), c.Caveats.Select(static caveat => Markup.Html("li", RichText.Html(caveat))))],
            Reproduction,
            static r => [.. r.Groups.Where(static g => g.Entries.Count > 0).Select(Group)],
            static s => [Markup.Html("ol", Markup.Class("sources"), s.Sources.Select(static source => Markup.Html("li", SourceHtml.Render(source))))]))];
    }

    private static bool IsEmpty(Section.Chapter chapter) => chapter.Sections.ForAll(static s => s is Section.Chapter inner && IsEmpty(inner));

    private XElement Chapter(Section.Chapter chapter, int[] number)
    {
        var text = string.Join('.', number);
        var id = "section-" + string.Join('-', number);
        _headings.Add(new(id, text, chapter.Title, number.Length));
        return Markup.Html(
            "section",
            Markup.Attribute("id", id),
            Markup.Html("h" + Math.Min(number.Length + 1, 4), Markup.Html("span", Markup.Class("no"), text), " ", RichText.Html(chapter.Title)),
            Render(chapter.Sections, number));
    }

    private static object[] Reproduction(Section.Reproduction section) =>
    [
        Markup.Html("pre", Markup.Html("code", section.Command)),
        section.Note.Length == 0 ? "" : Markup.Html("p", RichText.Html(section.Note)),
    ];

    private static XElement Group(RecordGroup group) => Markup.Html(
        "div",
        Markup.Class("record"),
        Markup.Html("h4", RichText.Html(group.Title)),
        Markup.Html("dl", group.Entries.Select(static e => new object[] { Markup.Html("dt", e.Name), Markup.Html("dd", e.Value) })));
}
