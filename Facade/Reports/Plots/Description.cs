using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>A panel in words, for readers who do not see it.</summary>
internal static class Description
{
    internal static string Of(Panel panel, PanelData data) => string.Join(' ',
    [
        $"{panel.Y.Label}{Scale(panel.Y)} against {panel.X.Label}{Scale(panel.X)}.",
        $"Horizontally from {Digits(data.Xs.Min())} to {Digits(data.Xs.Max())}, vertically from {Digits(data.Ys.Min())} to {Digits(data.Ys.Max())}.",
        .. panel.Series.Select(Series),
    ]);

    private static string Series(Series series)
    {
        var ys = series.Y.ToArray().Where(double.IsFinite).ToArray();
        return ys.Length == 0
            ? $"{series.Name}: no number."
            : FormattableString.Invariant($"{series.Name}: {ys.Length} points, first {Digits(ys[0])}, last {Digits(ys[^1])}, ")
                + $"lowest {Digits(ys.Min())}, highest {Digits(ys.Max())}.";
    }

    private static string Scale(Axis axis) => axis.Scale == AxisScale.Logarithmic ? " (logarithmic)" : "";

    private static string Digits(double value) => FormattableString.Invariant($"{value:G4}");
}
