using System.Globalization;
using System.Xml.Linq;

namespace Marginalia.Reports;

/// <summary>A number as it is printed: before and from the decimal point, and an exponent of ten.</summary>
/// <param name="Whole">Sign and digits before the point, or all there is.</param>
/// <param name="Fraction">The point and what follows it; may be empty.</param>
/// <param name="Exponent">The exponent of ten; empty for none.</param>
internal sealed record PrintedNumber(string Whole, string Fraction, string Exponent)
{
    internal int Tail => Fraction.Length + (Exponent.Length == 0 ? 0 : 3 + Exponent.Length);
}

/// <summary>Prints the numbers of a table's column alike: five significant digits at most, no more decimals than any of them needs, whole numbers whole.</summary>
internal static class NumberColumn
{
    private const int Digits = 5;

    /// <summary>The numbers in print, in the order given; infinities as signs.</summary>
    /// <param name="values">Any numbers but NaN.</param>
    internal static IReadOnlyList<PrintedNumber> Print(IReadOnlyList<double> values)
    {
        var plain = values.Where(IsPlain).ToArray();
        var decimals = plain.Select(NeededDecimals).DefaultIfEmpty(0).Max();
        return [.. values.Select(v => Print(v, decimals))];
    }

    /// <summary>One number as text without markup.</summary>
    internal static string Text(double value)
    {
        var printed = Print([value])[0];
        return printed.Whole + printed.Fraction + (printed.Exponent.Length == 0 ? "" : "\u00d710^" + printed.Exponent.Replace('\u2212', '-'));
    }

    private static PrintedNumber Print(double value, int decimals)
    {
        if (double.IsInfinity(value))
            return new(value > 0 ? "\u221e" : "\u2212\u221e", "", "");
        if (!IsPlain(value))
            return Scientific(value);
        var text = Math.Abs(value).ToString("F" + Math.Min(decimals, MostDecimals(value)), CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? new(Sign(value) + Grouped(text), "", "") : new(Sign(value) + Grouped(text[..point]), text[point..], "");
    }

    private static bool IsPlain(double value) => value == 0 || (Math.Abs(value) is var size && (size is >= 1e-4 and < 1e6 || (size < 1e12 && size == Math.Floor(size))));

    /// <summary>Decimals that show five significant digits; a whole number needs none, and zero never asks for any.</summary>
    private static int MostDecimals(double value) => value == 0
        ? Digits - 1
        : Math.Max(0, Digits - 1 - int.Parse(Math.Abs(value).ToString("E4", CultureInfo.InvariantCulture)[7..], CultureInfo.InvariantCulture));

    private static int NeededDecimals(double value)
    {
        if (value == Math.Floor(value))
            return 0;
        var text = value.ToString("F" + MostDecimals(value), CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').Length - 1 - text.IndexOf('.', StringComparison.Ordinal) : 0;
    }

    private static PrintedNumber Scientific(double value)
    {
        var text = Math.Abs(value).ToString("E" + (Digits - 1), CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture).Replace('-', '\u2212');
        var mantissa = text[..e].TrimEnd('0').TrimEnd('.');
        return new(Sign(value) + mantissa[..1], mantissa[1..], exponent);
    }

    private static string Sign(double value) => value < 0 ? "\u2212" : "";

    private static string Grouped(string digits)
    {
        if (digits.Length < 5)
            return digits;
        for (var i = digits.Length - 3; i > 0; i -= 3)
            digits = digits.Insert(i, "\u2009");
        return digits;
    }
}
