using System.Text.RegularExpressions;
using System.Xml.Linq;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Studies;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

public sealed class SvgPlotTests
{
    private const int Instances = 200;

    [Fact]
    public void Every_drawing_is_well_formed_and_holds_no_number_that_is_none() => Sample.ForAll(Instances, static sample =>
    {
        var text = SvgPlot.Alone(GeneratedPanel.Of(sample)).ToString();
        XDocument.Parse(text);
        foreach (Match d in Regex.Matches(text, " (?:d|x|y|width|height|dy)=\"([^\"]*)\""))
            Assert.Matches(@"^[MLHVZmlhvaz0-9. -]*$", d.Groups[1].Value);
    });

    [Fact]
    public void Every_line_and_every_text_is_inside_the_view_box() => Sample.ForAll(Instances, static sample =>
    {
        var drawing = new Drawing(SvgPlot.Alone(GeneratedPanel.Of(sample)));
        var (width, height) = drawing.Size;
        foreach (var spot in drawing.Paths.SelectMany(Drawing.Subpaths).SelectMany(static s => s))
        {
            Assert.InRange(spot.X, 0, width);
            Assert.InRange(spot.Y, 0, height);
        }

        foreach (var text in drawing.Texts)
        {
            var box = Drawing.BoxOf(text);
            Assert.True(box.Left >= -0.5 && box.Right <= width + 0.5 && box.Top >= -0.5 && box.Bottom <= height + 0.5, $"{text.Value}: {box} of {width} x {height}");
        }
    });

    [Fact]
    public void No_data_enters_the_legend() => Sample.ForAll(2 * Instances, static sample =>
    {
        var drawing = new Drawing(SvgPlot.Alone(Few(sample)));
        if (drawing.LegendBox is not { } legend)
            return;
        foreach (var series in drawing.Named("series"))
        {
            foreach (var subpath in series.Elements().SelectMany(Closed))
            {
                foreach (var (from, to) in subpath.Zip(subpath.Skip(1).Append(subpath[^1])))
                    Assert.False(legend.Meets(from, to), $"{from} to {to} enters {legend}");
                var (left, top) = (subpath.Min(static s => s.X), subpath.Min(static s => s.Y));
                if ((string?)series.Elements().First().Attribute("class") is "bar" or "bar hatched")
                    Assert.False(legend.Meets(new Box(left, top, subpath.Max(static s => s.X) - left, subpath.Max(static s => s.Y) - top)), "the legend stands on a bar");
            }
        }
    });

    [Fact]
    public void The_legend_test_sees_legends_inside_and_outside()
    {
        var inside = Enumerable.Range(0, 300).Count(static i => new Drawing(SvgPlot.Alone(Few(new Sample(new Key(7).At(i))))).LegendBox is not null);
        Assert.InRange(inside, 30, 270);
    }

    [Fact]
    public void Labels_of_an_axis_do_not_touch_each_other() => Sample.ForAll(Instances, static sample =>
    {
        var drawing = new Drawing(SvgPlot.Alone(GeneratedPanel.Of(sample)));
        foreach (var axis in new[] { "tick x", "tick y" })
        {
            var boxes = drawing.Texts.Where(t => (string?)t.Attribute("class") == axis).Select(Drawing.BoxOf).ToArray();
            for (var i = 0; i < boxes.Length; i++)
            {
                for (var j = 0; j < i; j++)
                    Assert.False(boxes[i].Meets(boxes[j]), $"{boxes[i]} touches {boxes[j]}");
            }
        }
    });

    [Fact]
    public void The_same_panel_gives_the_same_bytes() => Sample.ForAll(50, static sample =>
        Assert.Equal(SvgPlot.Alone(GeneratedPanel.Of(new Sample(sample.Key))).ToString(), SvgPlot.Alone(GeneratedPanel.Of(new Sample(sample.Key))).ToString()));

    [Fact]
    public void At_most_two_points_a_pixel_are_drawn() => Sample.ForAll(20, static sample =>
    {
        double[] x = [.. Enumerable.Range(0, 50_000).Select(static i => (double)i)];
        var panel = Of(new Series("a", Vector.Of(x), Vector.Of(sample.Gaussian(x.Length))));
        var path = SeriesLine(panel);
        Assert.InRange(Drawing.Subpaths(path).Sum(static s => s.Count), 2, 2 * (int)PanelLayout.Width);
    });

    [Fact]
    public void A_point_without_a_number_breaks_the_line()
    {
        var panel = Of(new Series("a", Vector.Of(1, 2, 3, 4, 5), Vector.Of(1, 2, double.NaN, 3, 4)));
        Assert.Equal([2, 2], Drawing.Subpaths(SeriesLine(panel)).Select(static s => s.Count));
    }

    [Fact]
    public void A_single_point_is_drawn_as_a_mark()
    {
        var drawing = new Drawing(SvgPlot.Alone(Of(new Series("a", Vector.Of(3), Vector.Of(4)))));
        var mark = Assert.Single(Assert.Single(drawing.Named("series")).Elements());
        Assert.Equal("mark", (string?)mark.Attribute("class"));
        Assert.Single(Drawing.Subpaths(mark), static s => s.Count > 1);
    }

    [Theory]
    [InlineData("none", "has no series")]
    [InlineData("empty", "no series has a point")]
    [InlineData("nan", "no series has a point")]
    [InlineData("infinite", "every point is infinite")]
    [InlineData("negative", "is logarithmic and no point is positive")]
    public void A_panel_that_cannot_be_drawn_says_why_in_a_sentence(string kind, string reason)
    {
        var y = kind switch { "empty" => Vector.Empty, "nan" => Vector.Of(double.NaN), "infinite" => Vector.Of(double.PositiveInfinity), _ => Vector.Of(-1) };
        var series = new Series("a", kind == "empty" ? Vector.Empty : Vector.Of(1), y);
        var panel = new Panel("p", new("x"), new("y", AxisScale.Logarithmic), kind == "none" ? Arr<Series>.Empty : Array(series));
        var drawing = new Drawing(SvgPlot.Alone(panel));
        Assert.Contains(reason, string.Join(' ', drawing.Named("sentence").Select(static t => t.Value)), StringComparison.Ordinal);
        Assert.Empty(drawing.Named("series"));
    }

    [Fact]
    public void Points_that_a_logarithmic_axis_leaves_out_are_counted()
    {
        var panel = new Panel("p", new("x"), new("y", AxisScale.Logarithmic), Array(new Series("a", Vector.Of(1, 2, 3, 4), Vector.Of(1, 0, -1, 10))));
        Assert.Contains("2 of 4 points not drawn", Assert.Single(new Drawing(SvgPlot.Alone(panel)).Named("note")).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_keeps_its_color_in_all_panels_of_a_figure()
    {
        Series Line(string name) => new(name, Vector.Of(1, 2), Vector.Of(1, 2));
        var figure = new Figure("f", "F", Array(Of(Line("a"), Line("b")), Of(Line("b"), Line("c"))), "");
        var classes = SvgPlot.Draw(figure, "f").Map(static svg => new Drawing(svg).Named("series").Select(static s => (string)s.Attribute("class")!).ToArray());
        Assert.Equal(classes[0][1], classes[1][0]);
        Assert.Equal(3, classes.Bind(static c => c).Distinct().Count());
    }

    [Fact]
    public void Series_of_one_name_share_one_look_and_one_entry_of_the_legend()
    {
        static Series Replicate(string name, double y) => new(name, Vector.Of(1, 2), Vector.Of(y, y + 1));
        var drawing = new Drawing(SvgPlot.Alone(Of(Replicate("train", 1), Replicate("train", 1.2), Replicate("test", 2), Replicate("test", 2.2))));
        Assert.Equal(2, drawing.Named("swatch").Count());
        Assert.Equal(["series c0", "series c0", "series c1", "series c1"], drawing.Named("series").Select(static s => (string)s.Attribute("class")!));
    }

    [Fact]
    public void Series_differ_without_colors_too()
    {
        var names = Enumerable.Range(0, 8).Select(static i => $"s{i}").ToArray();
        var lines = new Drawing(SvgPlot.Alone(Of([.. names.Select(static n => new Series(n, Vector.Of(1, 2), Vector.Of(1, 2)))])));
        static string Shape(XElement swatch) => swatch.Elements().Last().Attribute("d")!.Value is var d ? d[d.IndexOf('m', StringComparison.Ordinal)..] : "";
        Assert.Equal(8, lines.Named("swatch").Select(Shape).Distinct().Count());
        var dashed = new Drawing(SvgPlot.Alone(Of([.. names[..5].Select(static n => new Series(n, Vector.Of(1, 2), Vector.Of(1, 2), SeriesStyle.Dashed))])));
        Assert.Equal(5, dashed.Named("series").Select(static s => (string?)s.Elements().First().Attribute("stroke-dasharray")).Distinct().Count());
    }

    [Fact]
    public void A_name_that_has_room_is_printed_in_full() => Sample.ForAll(200, static sample =>
    {
        var name = string.Concat(Enumerable.Range(0, sample.Integer(1, 20)).Select(_ => sample.Element("a", "W", "i", " b", "γ", "1", "−")));
        var svg = SvgPlot.Alone(Of(new Series(name, Vector.Of(1, 2), Vector.Of(1, 2))));
        Assert.Contains(new Drawing(svg).Texts, t => t.Value == name);
    });

    [Fact]
    public void Bars_of_one_panel_are_hatched_from_the_second_series_on()
    {
        static Panel Histograms(params string[] names) => Of([.. names.Select(static n => new Series(n, Vector.Of(1, 2), Vector.Of(1, 2), SeriesStyle.Bars))]);
        var figure = new Figure("f", "F", Array(Histograms("a"), Histograms("b", "c")), "");
        var hatched = SvgPlot.Draw(figure, "f").Map(static svg => new Drawing(svg).Named("series").Count(static s => s.Elements().Any(static e => e.Attribute("fill") is not null)));
        Assert.Equal(Array(0, 1), hatched);
    }

    [Fact]
    public void A_drawing_names_and_describes_itself()
    {
        var svg = SvgPlot.Alone(Of(new Series("loss", Vector.Of(1, 2), Vector.Of(5, 3))));
        Assert.Equal("img", (string?)svg.Attribute("role"));
        Assert.Equal("p", svg.Elements().Single(static e => e.Name.LocalName == "title").Value);
        Assert.Contains("loss: 2 points, first 5, last 3", svg.Elements().Single(static e => e.Name.LocalName == "desc").Value, StringComparison.Ordinal);
    }

    /// <summary>The subpaths; those of bars and marks back to their beginnings.</summary>
    private static IEnumerable<List<Spot>> Closed(XElement path) =>
        Drawing.Subpaths(path).Select(s => (string?)path.Attribute("class") == "line" ? s : [.. s, s[0]]);

    private static XElement SeriesLine(Panel panel)
    {
        var line = Assert.Single(new Drawing(SvgPlot.Alone(panel)).Named("series")).Elements().First();
        Assert.True((string?)line.Attribute("class") == "line", "the series has no line");
        return line;
    }

    private static Panel Of(params Series[] series) => new("p", new("x"), new("y"), series.ToArr());

    /// <summary>Panels in which a legend has a chance of a free corner.</summary>
    private static Panel Few(Sample sample) => new("p", new("x"), new("y"), Enumerable.Range(0, sample.Integer(2, 4)).Select(i =>
    {
        var length = sample.Element(2, 6, 30, 60);
        var (slope, noise) = (sample.Uniform(-1, 1), sample.Element(0, 0.05, 0.4));
        double[] x = [.. Enumerable.Range(0, length).Select(static k => (double)k)];
        double[] y = [.. sample.Gaussian(length).Select((g, k) => ((slope * k) / length) + (noise * g))];
        return new Series($"s{i}", Vector.Of(x), Vector.Of(y), sample.Element(SeriesStyle.Line, SeriesStyle.Points, SeriesStyle.Dashed, SeriesStyle.Bars));
    }).ToArr());
}
