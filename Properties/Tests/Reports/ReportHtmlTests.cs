using System.Text.RegularExpressions;
using System.Xml.Linq;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Studies;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

public sealed class ReportHtmlTests
{
    [Fact]
    public void A_report_of_anything_is_one_well_formed_file_that_loads_nothing() => Sample.ForAll(150, static sample =>
    {
        var html = ReportHtml.Render(Generated(sample));
        var page = XDocument.Parse(html);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Empty(page.Descendants().Where(static e => e.Name.LocalName is "script" or "img" or "iframe" or "object"));
        Assert.All(page.Descendants().Attributes("src"), static a => Assert.Fail("loads " + a.Value));
        Assert.DoesNotContain("url(", Style(page).Replace("url(#", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    });

    [Fact]
    public void Text_of_any_kind_comes_back_as_it_was() => Sample.ForAll(150, static sample =>
    {
        var report = Generated(sample) with { Question = "", Summary = "<script>alert(\"&amp;\")</script>" };
        var page = XDocument.Parse(ReportHtml.Render(report));
        Assert.Contains(page.Descendants("p"), p => p.Value == report.Summary);
        Assert.Empty(page.Descendants("script"));
    });

    [Fact]
    public void Ids_are_unique_and_links_lead_somewhere() => Sample.ForAll(100, static sample =>
    {
        var page = XDocument.Parse(ReportHtml.Render(Generated(sample)));
        var ids = page.Descendants().Attributes("id").Select(static a => a.Value).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants("a").Select(static a => a.Attribute("href")!.Value).Where(static h => h[0] == '#'), h => Assert.Contains(h[1..], ids));
        Assert.All(page.Descendants().Attributes("fill").Select(static a => a.Value).Where(static f => f.StartsWith("url(#", StringComparison.Ordinal)), f => Assert.Contains(f[5..^1], ids));
    });

    [Fact]
    public void The_same_report_gives_the_same_bytes_and_no_date_or_path()
    {
        var html = ReportHtml.Render(Generated(new Sample(new Key(3))));
        Assert.Equal(html, ReportHtml.Render(Generated(new Sample(new Key(3)))));
        Assert.DoesNotMatch(@"20\d\d-\d\d-\d\d", html);
        Assert.DoesNotContain(Environment.CurrentDirectory, html, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, html, StringComparison.Ordinal);
    }

    [Fact]
    public void No_element_but_the_void_ones_closes_itself()
    {
        var html = ReportHtml.Render(Generated(new Sample(new Key(5))));
        foreach (Match tag in Regex.Matches(html, @"<(\w+)[^<>]*/>"))
            Assert.Contains(tag.Groups[1].Value, (string[])["meta", "link", "path", "rect"]);
    }

    [Fact]
    public void Chapters_figures_and_tables_are_numbered_in_order_and_empty_chapters_left_out()
    {
        static Section Chapter(string title, params Section[] sections) => new Section.Chapter(title, sections.ToArr());
        var figure = new Section.FigureSection(new("f", "F", Arr<Panel>.Empty, ""));
        var table = new Section.TableSection(new("t", "T", Array("a"), Array(Array<Cell>(1.0))));
        var page = XDocument.Parse(ReportHtml.Render(new("audit", "A", "", "", Array(
            Chapter("one", figure, Chapter("inner", table, figure), Chapter("empty inner", Chapter("deep"))), Chapter("empty"), Chapter("two", table)))));
        Assert.Equal(["1 one", "1.1 inner", "2 two"], page.Descendants().Where(static e => e.Name.LocalName is "h2" or "h3").Select(static e => e.Value));
        Assert.Equal(["Figure 1.", "Table 1.", "Figure 2.", "Table 2."], page.Descendants("figcaption").Select(static c => c.Element("b")!.Value));
    }

    [Fact]
    public void A_long_report_begins_with_its_contents_and_a_short_one_does_not()
    {
        static Report Of(int tables) => new("audit", "A", "", "", Array<Section>(new Section.Chapter("all", Enumerable.Range(0, tables)
            .Select(static i => (Section)new Section.TableSection(new("t", $"T{i}", Array("a"), Array(Array<Cell>((double)i))))).ToArr())));
        Assert.Empty(XDocument.Parse(ReportHtml.Render(Of(3))).Descendants("nav"));
        Assert.Equal("1 all", Assert.Single(XDocument.Parse(ReportHtml.Render(Of(12))).Descendants("nav")).Value.Trim());
    }

    [Fact]
    public void A_missing_number_is_a_dash_whose_reason_stands_below_once()
    {
        Cell missing = new Cell.Quantity(new Number.Undefined("It was not measured."));
        var table = new Table("t", "T", Array("a", "b"), Array(Array(missing, 1.5), Array<Cell>(2.25, missing)));
        var page = XDocument.Parse(ReportHtml.Render(new("k", "t", "", "", Array<Section>(new Section.TableSection(table)))));
        Assert.Equal(["–a", "1.5", "2.25", "–a"], page.Descendants("td").Select(static d => d.Value));
        Assert.Equal("a It was not measured.", Assert.Single(page.Descendants("ol").Single().Elements("li")).Value);
    }

    [Fact]
    public void Verdicts_say_status_statement_measured_expected_and_reason()
    {
        var page = XDocument.Parse(ReportHtml.Render(new("k", "t", "", "", Array<Section>(new Section.VerdictList(Array(
            Verdict.On("a", "A holds.", true, "1", "1"),
            Verdict.On("b", "B holds.", false, "2", "1", "off by 1 at step 7"),
            Verdict.NotApplicable("c", "C holds.", "the network is linear")))))), LoadOptions.PreserveWhitespace);
        var items = page.Descendants("li").Select(static l => Regex.Replace(l.Value, @"\s+", " ").Trim()).ToArray();
        Assert.Equal("holds A holds. a Measured 1 Expected 1", items[0]);
        Assert.Contains("off by 1 at step 7", items[1], StringComparison.Ordinal);
        Assert.Contains("not applicable, because the network is linear", items[2], StringComparison.Ordinal);
        Assert.Contains("3 statements checked: 1 holds 1 violated 1 does not apply", Regex.Replace(page.Root!.Value, @"\s+", " "), StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_of_a_study_shows_everything_that_the_study_returned()
    {
        var result = new StudyResult(
            "The finding.",
            Array(new Table("t", "The table", Array("a"), Array(Array<Cell>(0.125)))),
            Array(new Figure("f", "The figure", Array(new Panel("p", new("x"), new("y"), Array(new Series("s", Vector.Of(1, 2), Vector.Of(3, 4))))), "The caption.")),
            Array(Verdict.On("v", "The statement.", true, "measured", "expected")),
            Array("The caveat."),
            Arr<Table>.Empty);
        var report = Report.OfStudy("name", "The title", "The question?", Array(new Source("A", "B", "arXiv:1234.5678", "S")), result, Array(new RecordGroup("Key", Array(("seed", "1")))), "./run.sh study run name", "The note.");
        var text = XDocument.Parse(ReportHtml.Render(report)).Root!.Value;
        Assert.All(
            (string[])["The finding.", "The table", "0.125", "The figure", "The caption.", "The statement.", "The caveat.", "The title", "The question?", "arXiv:1234.5678", "seed", "./run.sh study run name", "The note.", "study name"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_index_links_to_every_report_and_counts_its_verdicts()
    {
        var report = new Report("study a", "A <title>", "", "Summary & more.", Array<Section>(new Section.VerdictList(Array(Verdict.On("v", "S.", true, "1", "1")))));
        var page = XDocument.Parse(IndexHtml.Render("All studies", "./run.sh study run all", Array(IndexEntry.Of("a", report, "a/report.html"), new IndexEntry("b", "B", "It failed.", "", Arr<Verdict>.Empty))));
        Assert.Equal("a/report.html", Assert.Single(page.Descendants("a")).Attribute("href")!.Value);
        var rows = page.Descendants("tbody").Single().Elements("tr").Select(static r => Regex.Replace(r.Value, @"\s+", " ")).ToArray();
        Assert.Contains("1 holds", rows[0], StringComparison.Ordinal);
        Assert.Contains("It failed.", rows[1], StringComparison.Ordinal);
    }

    private static string Style(XDocument page) => page.Descendants("style").Single().Value;

    private static Report Generated(Sample sample)
    {
        string Words() => GeneratedPanel.Name(sample);
        Section One() => sample.Integer(0, 8) switch
        {
            0 => new Section.Chapter(Words(), Enumerable.Range(0, sample.Integer(0, 2)).Select(_ => One()).ToArr()),
            1 => new Section.Text(Array(Words(), Words())),
            2 => new Section.VerdictList(Array(Verdict.On(Words(), Words(), false, Words(), Words(), Words()), Verdict.NotApplicable(Words(), Words(), Words()))),
            3 => new Section.FigureSection(new(Words(), Words(), Enumerable.Range(0, sample.Integer(0, 4)).Select(_ => GeneratedPanel.Of(sample)).ToArr(), Words())),
            4 => new Section.TableSection(new(Words(), Words(), Array(Words(), Words()), GeneratedPanel.Numbers(sample, sample.Integer(0, 40)).Select(n => Array<Cell>(Words(), n)).ToArr()), Words()),
            5 => new Section.CaveatList(Array(Words())),
            6 => new Section.Reproduction(Words(), Words()),
            7 => new Section.RecordSection(Array(new RecordGroup(Words(), Array((Words(), Words()))))),
            _ => new Section.SourceList(Array(new Source(Words(), Words(), Words(), Words()))),
        };
        return new(Words(), Words(), Words(), Words(), Enumerable.Range(0, sample.Integer(0, 9)).Select(_ => One()).ToArr());
    }
}
