using System.Xml.Linq;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>A table as HTML: numbers aligned at their points, missing ones as dashes with their reasons below.</summary>
internal static class TableHtml
{
    private const int LongTable = 30;

    private const int WideTable = 7;

    private const int WidestTable = 11;

    internal static XElement Render(Section.TableSection section, int number)
    {
        var table = section.Table;
        var reasons = table.Rows.Bind(static r => r).Choose(Reason).Distinct().ToList();
        var columns = Indices(table.Columns.Count).Select(c => Column(table, c, reasons)).ToArray();
        return Markup.Html(
            "figure",
            Markup.Class("table"),
            Markup.Attribute("id", $"table-{number}"),
            Markup.Html(
                "figcaption",
                Markup.Html("b", $"Table {number}."),
                " ",
                Caption(table.Title),
                section.Caption.Length == 0 ? null : new object[] { " ", RichText.Html(section.Caption) }),
            Markup.Html(
                "div",
                Markup.Class(Size(table, section.IsWhole)),
                new XAttribute("tabindex", 0),
                new XAttribute("role", "region"),
                Markup.Attribute("aria-label", $"Table {number}"),
                Markup.Html(
                    "table",
                    Markup.Html("thead", Markup.Html("tr", table.Columns.Select((c, i) => Head(c, columns[i].Class)))),
                    Markup.Html("tbody", table.Rows.IsEmpty ? NoRows(table) : Indices(table.Rows.Count).Select(r => Markup.Html("tr", columns.Select(c => c.Cells[r])))))),
            reasons.Count == 0 ? null : Markup.Html("ol", Markup.Class("notes"), reasons.Select(Note)));
    }

    /// <summary>A title that ends like a sentence.</summary>
    internal static IEnumerable<object> Caption(string title) =>
        RichText.Html(title.Length == 0 || title[^1] is '.' or '?' or '!' ? title : title + ".");

    private static (string Class, XElement[] Cells) Column(Table table, int column, List<string> reasons)
    {
        var cells = table.Rows.Select(r => column < r.Count ? r[column] : "").ToArray();
        var isNumeric = cells.Any(static c => c is Cell.Quantity) && cells.All(static c => c is Cell.Quantity or Cell.Text { Words: "" });
        var kind = isNumeric ? "number" : "words";
        var printed = new Queue<PrintedNumber>(NumberColumn.Print([.. cells.Choose(Amount)]));
        var tail = printed.Select(static p => p.Tail).DefaultIfEmpty(0).Max();
        return (kind, [.. cells.Select(cell => Markup.Html("td", Markup.Class(kind), cell.Match(
            static words => RichText.Html(words),
            quantity => quantity.Match(
                _ => Number(printed.Dequeue(), isNumeric ? tail : 0),
                reason => Missing(Letter(reasons.IndexOf(reason)), isNumeric ? tail : 0)))))]);
    }

    private static IEnumerable<int> Indices(int count) => Enumerable.Range(0, count);

    private static string Size(Table table, bool isWhole) => "scroll" + (table.Rows.Count > LongTable && !isWhole ? " long" : "")
        + (table.Columns.Count > WidestTable ? " wide widest" : table.Columns.Count > WideTable ? " wide" : "");

    private static XElement Head(string title, string kind) =>
        Markup.Html("th", new XAttribute("scope", "col"), Markup.Class(kind), RichText.Html(title));

    private static XElement Note(string reason, int index) => Markup.Html("li", Markup.Html("sup", Letter(index)), " ", RichText.Html(reason));

    private static IEnumerable<XElement> NoRows(Table table) =>
        [Markup.Html("tr", Markup.Html("td", Markup.Class("words none"), new XAttribute("colspan", Math.Max(table.Columns.Count, 1)), "no rows"))];

    private static IEnumerable<object> Number(PrintedNumber number, int tail)
    {
        object[] end = [number.Fraction, .. number.Exponent.Length == 0 ? [] : new object[] { "\u00d710", Markup.Html("sup", number.Exponent) }];
        return tail == 0 ? [number.Whole, .. end] : [number.Whole, Tail(tail, end)];
    }

    private static IEnumerable<object> Missing(string letter, int tail)
    {
        var mark = Markup.Html("sup", letter);
        return tail == 0 ? ["\u2013", mark] : ["\u2013", Tail(tail, mark)];
    }

    /// <summary>What stands behind the decimal point, in a box as wide as the longest of the column: so the points stand below each other.</summary>
    private static XElement Tail(int characters, params object[] content) => Markup.Html(
        "span", Markup.Class("tail"), Markup.Attribute("style", FormattableString.Invariant($"width:{characters}ch")), content);

    private static string Letter(int index) => index < 26 ? ((char)('a' + index)).ToString() : Letter((index / 26) - 1) + Letter(index % 26);

    private static Option<string> Reason(Cell cell) => cell is Cell.Quantity { Number: Number.Undefined u } ? u.Reason : Option<string>.None;

    private static Option<double> Amount(Cell cell) => cell is Cell.Quantity { Number: Number.Value v } ? v.Amount : Option<double>.None;
}
