using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>A series at its place in the drawing, thinned.</summary>
/// <param name="Series">The series.</param>
/// <param name="Look">Its look.</param>
/// <param name="Runs">The parts of its line between gaps; points and bars have one run.</param>
/// <param name="Bars">Its bars; none unless it is drawn with bars.</param>
internal sealed record DrawnSeries(Series Series, SeriesLook Look, IReadOnlyList<IReadOnlyList<Spot>> Runs, IReadOnlyList<Box> Bars)
{
    /// <summary>Whether the box comes nearer than <paramref name="distance"/> to anything that is drawn.</summary>
    internal bool Meets(Box box, double distance)
    {
        var grown = box.Grown(distance);
        return Bars.Any(grown.Meets) || Runs.Any(run => Series.Style is SeriesStyle.Points or SeriesStyle.Bars || run.Count == 1
            ? run.Any(spot => grown.Meets(spot, spot))
            : run.Zip(run.Skip(1)).Any(pair => grown.Meets(pair.Item1, pair.Item2)));
    }

    /// <summary>Where markers are drawn: everywhere on a short series, at a few places on a long one.</summary>
    internal IEnumerable<Spot> MarkerPlaces(bool alone)
    {
        if (Series.Style == SeriesStyle.Points)
            return Runs.SelectMany(static run => run);
        if (Series.Style == SeriesStyle.Bars)
            return [];
        var single = Runs.Where(static run => run.Count == 1).SelectMany(static run => run);
        if (Series.Style == SeriesStyle.Dashed)
            return single;
        var count = Runs.Sum(static run => run.Count);
        if (count <= 24)
            return Runs.SelectMany(static run => run);
        return alone ? single : single.Concat(Sparse(56, 17 + (13 * Look.Color)));
    }

    private IEnumerable<Spot> Sparse(double distance, double first)
    {
        // By length along x: series that share their abscissas get their markers at different places.
        var next = Runs[0][0].X + (first % distance);
        foreach (var spot in Runs.SelectMany(static run => run))
        {
            if (spot.X < next)
                continue;
            yield return spot;
            next = spot.X + distance;
        }
    }
}
