using Marginalia.Numerics;
using Marginalia.Studies;

namespace Marginalia.Reports;

/// <summary>Maps the numbers of an axis to fractions of its length, from the smallest double to the largest.</summary>
/// <remarks>A linear axis works on numbers divided by a power of ten near the largest one, so that no difference overflows; a logarithmic one on decades.</remarks>
internal sealed record Projection
{
    private const double NearZero = 0.3;

    private readonly double _factor;

    private readonly double _secondFactor;

    private Projection(AxisScale scale, int decade, double low, double high)
    {
        (Scale, Decade, Low, High) = (scale, decade, low, high);
        _factor = PowerOfTen(Math.Clamp(-decade, -300, 300));
        _secondFactor = PowerOfTen(-decade - Math.Clamp(-decade, -300, 300));
    }

    /// <summary>Linear or logarithmic.</summary>
    internal AxisScale Scale { get; }

    /// <summary>The power of ten by which a linear axis divides.</summary>
    internal int Decade { get; }

    /// <summary>The position of the axis' beginning.</summary>
    internal double Low { get; }

    /// <summary>The position of the axis' end.</summary>
    internal double High { get; }

    /// <summary>Whether an axis of this scale has a place for the number.</summary>
    internal static bool Draws(AxisScale scale, double value) => double.IsFinite(value) && (scale == AxisScale.Linear || value > 0);

    /// <summary>The axis that shows all the numbers with a margin at both ends.</summary>
    /// <param name="scale">Linear or logarithmic.</param>
    /// <param name="values">At least one number, each of which the scale draws.</param>
    /// <param name="margin">The margin as a fraction of the span.</param>
    /// <param name="bars">Those of the numbers at which bars stand, series by series; the axis has room for their widths.</param>
    internal static Projection Around(AxisScale scale, IReadOnlyList<double> values, double margin, IReadOnlyList<IReadOnlyList<double>> bars)
    {
        var raw = new Projection(scale, scale == AxisScale.Linear ? DecadeOf(values.Max(Math.Abs)) : 0, 0, 1);
        var positions = values.Select(raw.Position).ToArray();
        var half = bars.Select(series => PlotArea.HalfBar([.. series.Select(raw.Position)])).DefaultIfEmpty(0).Max();
        double first = positions.Min(), last = positions.Max(), low = first - half, high = last + half;
        var span = high - low;
        var largest = Math.Max(Math.Abs(first), Math.Abs(last));
        if (span <= 1e-12 * largest || span == 0)
        {
            var room = scale == AxisScale.Logarithmic ? 0.6 : largest == 0 ? 1 : 0.1 * largest;
            return new(scale, raw.Decade, first - room, last + room);
        }

        var (below, above) = (low - (margin * span), high + (margin * span));
        if (scale == AxisScale.Linear && half == 0)
        {
            // A quantity that never changes sign does not get an axis that does, and one that comes near zero is shown from zero.
            below = first >= 0 && (below < 0 || first < NearZero * span) ? 0 : below;
            above = last <= 0 && (above > 0 || -last < NearZero * span) ? 0 : above;
        }

        return new(scale, raw.Decade, below, above);
    }

    /// <summary>The axis of names at 1, 2, ..., each with room for half a row on both sides.</summary>
    internal static Projection OfPlaces(int count) => new(AxisScale.Linear, 0, 0.5, count + 0.5);

    /// <summary>The number's place along the axis: 0 at its beginning, 1 at its end.</summary>
    internal double Fraction(double value) => At(Position(value));

    /// <summary>The place of a position: <see cref="Low"/> gives 0, <see cref="High"/> gives 1.</summary>
    internal double At(double position) => (position - Low) / (High - Low);

    /// <summary>The number in the units of <see cref="Low"/> and <see cref="High"/>.</summary>
    internal double Position(double value) => Scale == AxisScale.Linear ? value * _factor * _secondFactor : Decades(value);

    /// <summary>The decimal logarithm.</summary>
    internal static double Decades(double value) => Elementary.Log(value) / 2.302585092994045684;

    private static int DecadeOf(double largest) => largest == 0 ? 0 : (int)Math.Floor(Decades(largest) + 1e-9);

    internal static double PowerOfTen(int exponent) =>
        double.Parse(FormattableString.Invariant($"1e{exponent}"), System.Globalization.CultureInfo.InvariantCulture);
}
