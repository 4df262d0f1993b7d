namespace Marginalia.Reports;

/// <summary>A mark on an axis.</summary>
/// <param name="At">Its place along the axis, 0 to 1.</param>
/// <param name="Label">Its label in our notation for exponents; empty for a mark without one.</param>
/// <param name="IsMajor">Whether it gets a grid line.</param>
internal sealed record Tick(double At, string Label, bool IsMajor = true);

/// <summary>The marks of an axis and what must be said beside them to read them.</summary>
/// <param name="Marks">From the beginning of the axis to its end.</param>
/// <param name="Factor">By what every label is to be multiplied, "×10^6"; empty for 1.</param>
/// <param name="Offset">What was subtracted from every label, for values that differ in late digits only; empty for 0.</param>
internal sealed record Ticks(IReadOnlyList<Tick> Marks, string Factor = "", string Offset = "")
{
    internal const double LabelSize = 11;

    /// <summary>The marks of an axis of the given length whose labels do not touch each other.</summary>
    internal static Ticks Of(Projection projection, double length, bool vertical) => projection.Scale == Studies.AxisScale.Linear
        ? LinearTicks.Of(projection, length, vertical)
        : LogarithmicTicks.Of(projection, length, vertical);

    /// <summary>A mark with its name at 1, 2, ...; names longer than the width are cut.</summary>
    internal static Ticks OfNames(Projection projection, IReadOnlyList<string> names, double width) =>
        new([.. names.Select((name, i) => new Tick(projection.Fraction(i + 1), TextMetrics.Fit(name, width, LabelSize)))]);

    internal double WidestLabel => Marks.Count == 0 ? 0 : Marks.Max(static m => TextMetrics.Width(m.Label, LabelSize));

    /// <summary>Whether the labels keep their distance on an axis of the given length.</summary>
    internal static bool Fits(IEnumerable<Tick> marks, double length, bool vertical)
    {
        var end = double.NegativeInfinity;
        foreach (var mark in marks.Where(static m => m.Label.Length > 0).OrderBy(static m => m.At))
        {
            var half = vertical ? 0.6 * LabelSize : TextMetrics.Width(mark.Label, LabelSize) / 2;
            var centre = mark.At * length;
            if (centre - half < end)
                return false;
            end = centre + half + (vertical ? 3 : 7);
        }

        return true;
    }
}
