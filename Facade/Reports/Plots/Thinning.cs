namespace Marginalia.Reports;

/// <summary>Leaves out what a drawing cannot show, and keeps every extreme.</summary>
internal static class Thinning
{
    /// <summary>At most two points of every run within one pixel column, the lowest and the highest, in their order.</summary>
    internal static List<Spot> Line(IReadOnlyList<Spot> spots)
    {
        var kept = new List<Spot>();
        for (var start = 0; start < spots.Count;)
        {
            var column = Math.Floor(spots[start].X);
            int end = start, lowest = start, highest = start;
            for (; end < spots.Count && Math.Floor(spots[end].X) == column; end++)
            {
                lowest = spots[end].Y < spots[lowest].Y ? end : lowest;
                highest = spots[end].Y > spots[highest].Y ? end : highest;
            }

            kept.Add(spots[Math.Min(lowest, highest)]);
            if (lowest != highest)
                kept.Add(spots[Math.Max(lowest, highest)]);
            else if (end - start > 1 && spots[end - 1] != kept[^1])
                kept.Add(spots[end - 1]);
            start = end;
        }

        return kept;
    }

    /// <summary>At most one point of every square pixel, after the lowest and the highest of every column.</summary>
    internal static List<Spot> Points(IReadOnlyList<Spot> spots)
    {
        var extremes = spots.GroupBy(static s => Math.Floor(s.X))
            .SelectMany(static column => (Spot[])[column.MinBy(static s => s.Y), column.MaxBy(static s => s.Y)]).ToHashSet();
        var taken = extremes.Select(Cell).ToHashSet();
        var kept = new List<Spot>();
        foreach (var spot in spots)
        {
            if (extremes.Remove(spot) || taken.Add(Cell(spot)))
                kept.Add(spot);
        }

        return kept;
    }

    private static (double X, double Y) Cell(Spot spot) => (Math.Floor(spot.X), Math.Floor(spot.Y));
}
