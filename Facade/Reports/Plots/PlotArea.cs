using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>The rectangle of the axes with the projections of both; turns series into places.</summary>
/// <param name="Box">The rectangle.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
internal sealed record PlotArea(Box Box, Projection X, Projection Y)
{
    internal Spot Place(double x, double y) => new(Box.Left + (X.Fraction(x) * Box.Width), Box.Bottom - (Y.Fraction(y) * Box.Height));

    /// <summary>All series that have something to draw.</summary>
    internal IReadOnlyList<DrawnSeries> Draw(IReadOnlyList<Series> series, IReadOnlyDictionary<string, SeriesLook> looks)
    {
        var bars = series.Where(static s => s.Style == SeriesStyle.Bars).ToArray();
        var sideBySide = bars.Length > 1 && bars.All(s => s.X.Equals(bars[0].X));
        var drawn = new List<DrawnSeries>();
        foreach (var s in series)
        {
            var runs = Runs(s);
            if (runs.Count == 0)
                continue;
            drawn.Add(s.Style switch
            {
                SeriesStyle.Bars => new(
                    s, looks[s.Name] with { Pattern = Array.IndexOf(bars, s) }, [], BarsOf(s, sideBySide ? (Array.IndexOf(bars, s), bars.Length) : (0, 1))),
                SeriesStyle.Points => new(s, looks[s.Name], [Thinning.Points([.. runs.SelectMany(static r => r)])], []),
                _ => new(s, looks[s.Name], [.. runs.Select(Thinning.Line)], []),
            });
        }

        return drawn;
    }

    /// <summary>Half the smallest distance of neighboring abscissas, which is what a bar needs on each side.</summary>
    internal static double HalfBar(double[] positions)
    {
        var distinct = positions.Distinct().Order().ToArray();
        return distinct.Length < 2 ? 0 : distinct.Zip(distinct.Skip(1)).Min(static pair => pair.Item2 - pair.Item1) / 2;
    }

    private List<IReadOnlyList<Spot>> Runs(Series series)
    {
        var runs = new List<IReadOnlyList<Spot>>();
        var run = new List<Spot>();
        for (var i = 0; i < Math.Min(series.X.Length, series.Y.Length); i++)
        {
            if (Projection.Draws(X.Scale, series.X[i]) && Projection.Draws(Y.Scale, series.Y[i]))
            {
                run.Add(Place(series.X[i], series.Y[i]));
            }
            else if (run.Count > 0)
            {
                runs.Add(run);
                run = [];
            }
        }

        if (run.Count > 0)
            runs.Add(run);
        return runs;
    }

    private List<Box> BarsOf(Series series, (int Index, int Count) place)
    {
        var spots = Runs(series).SelectMany(static r => r).ToArray();
        var half = HalfBar([.. spots.Select(static s => s.X)]);
        var slot = half == 0 ? Math.Min(40, Box.Width / 4) : 2 * half;
        var width = Math.Max((slot > 6 ? 0.86 : 1) * slot / place.Count, 0.25);
        var zero = Y.Scale == AxisScale.Logarithmic ? Box.Bottom : Box.Bottom - (Y.Fraction(0) * Box.Height);
        var boxes = new List<Box>();
        foreach (var column in spots.GroupBy(s => slot < 1 ? Math.Floor(2 * s.X) : s.X))
        {
            // Bars narrower than half a pixel: the highest and the lowest of them stand for all.
            foreach (var spot in new[] { column.MinBy(static s => s.Y), column.MaxBy(static s => s.Y) }.Distinct().Where(s => s.Y != zero))
            {
                var left = spot.X - (width * place.Count / 2) + (width * place.Index);
                var (from, to) = (Math.Max(left, Box.Left), Math.Min(left + width, Box.Right));
                boxes.Add(new(from, Math.Min(zero, spot.Y), to - from, Math.Abs(zero - spot.Y)));
            }
        }

        return boxes;
    }
}
