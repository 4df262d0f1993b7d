using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>Which points of a panel its axes can show, and what to say of the others.</summary>
/// <param name="Xs">The abscissas of the points that are drawn.</param>
/// <param name="Ys">Their ordinates.</param>
/// <param name="Bars">The abscissas of the bars among them, series by series.</param>
/// <param name="Obstacle">Why nothing can be drawn, as a sentence; empty when something can.</param>
/// <param name="Notes">Sentences on points that are left out.</param>
internal sealed record PanelData(
    IReadOnlyList<double> Xs, IReadOnlyList<double> Ys, IReadOnlyList<IReadOnlyList<double>> Bars, string Obstacle, IReadOnlyList<string> Notes)
{
    internal static PanelData Of(Panel panel)
    {
        List<double> xs = [], ys = [];
        List<IReadOnlyList<double>> bars = [];
        List<string> blank = [];
        int points = 0, notPositive = 0, infinite = 0;
        foreach (var series in panel.Series)
        {
            var before = xs.Count;
            for (var i = 0; i < Math.Min(series.X.Length, series.Y.Length); i++)
            {
                var (x, y) = (series.X[i], series.Y[i]);
                if (double.IsNaN(x) || double.IsNaN(y))
                    continue;
                points++;
                if (Projection.Draws(panel.X.Scale, x) && Projection.Draws(panel.Y.Scale, y))
                {
                    xs.Add(x);
                    ys.Add(y);
                }
                else if (double.IsInfinity(x) || double.IsInfinity(y))
                {
                    infinite++;
                }
                else if (series.Style != SeriesStyle.Bars || y != 0)
                {
                    notPositive++;
                }
            }

            if (xs.Count == before)
                blank.Add(series.Name);
            else if (series.Style == SeriesStyle.Bars)
                bars.Add(xs[before..]);
        }

        if (bars.Count > 0)
            ys.Add(panel.Y.Scale == AxisScale.Linear ? 0 : Math.Max(ys.Min() / 2, double.Epsilon));
        return xs.Count == 0
            ? new([], [], [], Why(panel, points, notPositive), [])
            : new(xs, ys, bars, "", [.. Left(notPositive, points, "zero or negative on a logarithmic axis"), .. Left(infinite, points, "infinite"), .. Blank(blank)]);
    }

    private static string Why(Panel panel, int points, int notPositive)
    {
        if (panel.Series.IsEmpty)
            return "Nothing to draw: the panel has no series.";
        if (points == 0)
            return "Nothing to draw: no series has a point with two numbers.";
        return notPositive == 0
            ? "Nothing to draw: every point is infinite."
            : "Nothing to draw: an axis is logarithmic and no point is positive on it.";
    }

    private static IEnumerable<string> Left(int count, int points, string reason) =>
        count == 0 ? [] : [FormattableString.Invariant($"{count} of {points} points not drawn: {reason}.")];

    private static IEnumerable<string> Blank(List<string> names) => names.Count == 0 ? [] : ["Nothing to draw for " + string.Join(", ", names) + "."];
}
