using Marginalia.Reports;
using Xunit;

namespace Marginalia.Tests;

public sealed class ThinningTests
{
    [Fact]
    public void A_thinned_line_keeps_the_extremes_of_every_column_and_at_most_two_points_in_it() => Sample.ForAll(300, static sample =>
    {
        var spots = Spots(sample).OrderBy(static s => s.X).ToArray();
        var kept = Thinning.Line(spots);
        var columns = kept.GroupBy(static s => Math.Floor(s.X)).ToDictionary(static g => g.Key, static g => g.ToArray());
        foreach (var column in spots.GroupBy(static s => Math.Floor(s.X)))
        {
            var left = columns[column.Key];
            Assert.InRange(left.Length, 1, 2);
            Assert.Equal(column.Min(static s => s.Y), left.Min(static s => s.Y));
            Assert.Equal(column.Max(static s => s.Y), left.Max(static s => s.Y));
        }
    });

    [Fact]
    public void A_thinned_line_keeps_its_order_even_when_it_runs_backwards() => Sample.ForAll(300, static sample =>
    {
        var spots = Spots(sample);
        var at = -1;
        foreach (var spot in Thinning.Line(spots))
        {
            at = Array.IndexOf(spots, spot, at + 1);
            Assert.True(at >= 0, "a point is new or out of order");
        }
    });

    [Fact]
    public void Thinned_points_keep_the_extremes_of_every_column_and_something_in_every_pixel() => Sample.ForAll(300, static sample =>
    {
        var spots = Spots(sample);
        var kept = Thinning.Points(spots).ToHashSet();
        Assert.Subset(spots.ToHashSet(), kept);
        foreach (var column in spots.GroupBy(static s => Math.Floor(s.X)))
        {
            Assert.Contains(column.MinBy(static s => s.Y), kept);
            Assert.Contains(column.MaxBy(static s => s.Y), kept);
        }

        static (double, double) Pixel(Spot s) => (Math.Floor(s.X), Math.Floor(s.Y));
        Assert.Equal(spots.Select(Pixel).ToHashSet(), kept.Select(Pixel).ToHashSet());
        Assert.All(kept.GroupBy(Pixel), static g => Assert.InRange(g.Count(), 1, 2));
    });

    private static Spot[] Spots(Sample sample)
    {
        var length = sample.Element(0, 1, 2, 50, 3000);
        var flat = sample.Integer(0, 3) == 0;
        return [.. sample.Gaussian(length).Zip(sample.Gaussian(length), (x, y) => new Spot(100 + (40 * x), flat ? 7 : 100 + (30 * y)))];
    }
}
