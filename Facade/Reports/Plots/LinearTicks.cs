using System.Globalization;

namespace Marginalia.Reports;

/// <summary>Marks at 1, 2 or 5 times a power of ten.</summary>
internal static class LinearTicks
{
    internal static Ticks Of(Projection projection, double length, bool vertical)
    {
        var most = vertical ? (int)Math.Clamp(length / 30, 2, 7) : (int)Math.Clamp(length / 42, 2, 8);
        var best = Marks(projection.Low, projection.High, projection.Decade, most, projection.At);
        for (var count = most; count >= 1; count--)
        {
            var ticks = Marks(projection.Low, projection.High, projection.Decade, count, projection.At);
            if (ticks.Marks.Count < 2)
                break;
            best = ticks;
            if (Ticks.Fits(best.Marks, length, vertical))
                return best;
        }

        // Two long labels that touch: the last one says enough together with the grid.
        return best with { Marks = [.. best.Marks.Select((m, i) => i == best.Marks.Count - 1 ? m : m with { Label = "" })] };
    }

    /// <summary>Marks between two positions whose unit is a power of ten.</summary>
    /// <param name="low">The first position.</param>
    /// <param name="high">The last position.</param>
    /// <param name="decade">The unit's exponent.</param>
    /// <param name="most">About how many steps are wanted.</param>
    /// <param name="at">The place of a position along the axis.</param>
    internal static Ticks Marks(double low, double high, int decade, int most, Func<double, double> at)
    {
        var (mantissa, exponent) = Step((high - low) / most);
        var step = mantissa * Projection.PowerOfTen(exponent);
        var first = (long)Math.Ceiling((low / step) - 1e-9);
        var last = (long)Math.Floor((high / step) + 1e-9);
        if (last < first)
            return new([]);

        // Values that differ in late digits only are labelled by what is left after a round number.
        var largest = Math.Max(Math.Abs(low), Math.Abs(high));
        var round = 10L / mantissa;
        while (round * step < high - low)
            round *= 10;
        var offset = high - low < 2e-3 * largest && Math.Abs(first) > round ? (long)Math.Floor((double)first / round) * round : 0;

        var multiples = new List<long>();
        for (var n = first; n <= last; n++)
            multiples.Add(n);
        var factor = FactorOf(multiples.Max(n => Math.Abs(n - offset)) * mantissa, exponent + decade);
        return new(
            [.. multiples.Select(n => new Tick(Math.Clamp(at(n * step), 0, 1), Decimal((n - offset) * mantissa, exponent + decade - factor)))],
            factor == 0 ? "" : FormattableString.Invariant($"\u00d710^{factor}"),
            offset == 0 ? "" : Scientific(offset * mantissa, exponent + decade));
    }

    /// <summary>The smallest of 1, 2, 5 times a power of ten that is at least the given step.</summary>
    internal static (int Mantissa, int Exponent) Step(double atLeast)
    {
        var exponent = (int)Math.Floor(Projection.Decades(atLeast));
        foreach (var mantissa in (int[])[1, 2, 5])
        {
            if (mantissa * Projection.PowerOfTen(exponent) >= 0.999999 * atLeast)
                return (mantissa, exponent);
        }

        return (1, exponent + 1);
    }

    /// <summary>digits x 10^exponent, written out.</summary>
    internal static string Decimal(long digits, int exponent)
    {
        var text = Math.Abs(digits).ToString(CultureInfo.InvariantCulture);
        if (exponent >= 0)
            text = digits == 0 ? "0" : text + new string('0', exponent);
        else
            text = text.PadLeft(1 - exponent, '0').Insert(Math.Max(text.Length, 1 - exponent) + exponent, ".");
        return digits < 0 ? "\u2212" + text : text;
    }

    private static int FactorOf(long largestDigits, int exponent)
    {
        var leading = largestDigits.ToString(CultureInfo.InvariantCulture).Length - 1 + exponent;
        return largestDigits == 0 || leading is >= -3 and <= 4 ? 0 : 3 * (int)Math.Floor(leading / 3.0);
    }

    private static string Scientific(long digits, int exponent)
    {
        while (digits % 10 == 0)
            (digits, exponent) = (digits / 10, exponent + 1);
        var places = Math.Abs(digits).ToString(CultureInfo.InvariantCulture).Length - 1;
        return places + exponent is >= -4 and <= 5 && exponent <= 0
            ? Decimal(digits, exponent)
            : FormattableString.Invariant($"{Decimal(digits, -places)}\u00d710^{places + exponent}");
    }
}
