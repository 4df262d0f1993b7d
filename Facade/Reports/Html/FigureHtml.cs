using System.Xml.Linq;
using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>A figure as HTML: its panels in a grid that folds on narrow pages, number, title and caption below.</summary>
internal static class FigureHtml
{
    internal static XElement Render(Figure figure, int number)
    {
        var id = FormattableString.Invariant($"figure-{number}");
        return Markup.Html(
            "figure",
            Markup.Attribute("id", id),
            Markup.Html("div", Markup.Class(figure.Panels.Count == 1 ? "panels one" : "panels"), SvgPlot.Draw(figure, id)),
            Markup.Html(
                "figcaption",
                Markup.Html("b", FormattableString.Invariant($"Figure {number}.")),
                " ",
                TableHtml.Caption(figure.Title),
                figure.Caption.Length == 0 ? null : new object[] { " ", RichText.Html(figure.Caption) }));
    }
}
