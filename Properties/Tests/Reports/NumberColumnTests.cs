using System.Globalization;
using Marginalia.Reports;
using Xunit;

namespace Marginalia.Tests;

public sealed class NumberColumnTests
{
    [Fact]
    public void A_printed_number_is_within_half_a_unit_of_its_fifth_digit() => Sample.ForAll(3000, static sample =>
    {
        double[] values = [.. sample.Gaussian(sample.Integer(1, 6)).Select(g => g * double.Parse($"1e{sample.Integer(-300, 300)}", CultureInfo.InvariantCulture))];
        foreach (var (value, printed) in values.Zip(NumberColumn.Print(values)))
        {
            var text = (printed.Whole + printed.Fraction).Replace('−', '-').Replace("\u2009", "", StringComparison.Ordinal);
            var back = double.Parse(text + (printed.Exponent.Length == 0 ? "" : "e" + printed.Exponent.Replace('−', '-')), CultureInfo.InvariantCulture);
            Assert.True(Math.Abs(back - value) <= 0.5001e-4 * Math.Abs(value), $"{value:R} printed as {text}");
        }
    });

    [Theory]
    [InlineData("0.05 | 0.0527722110888443", "0.050000 | 0.052772")]
    [InlineData("0.05 | 0.1 | 0.25", "0.05 | 0.10 | 0.25")]
    [InlineData("1 | 2 | 300", "1 | 2 | 300")]
    [InlineData("1 | 2.5", "1.0 | 2.5")]
    [InlineData("1234567 | 12", "1 234 567 | 12")]
    [InlineData("948.123 | 1011.9", "948.12 | 1011.9")]
    [InlineData("123456.7", "123 457")]
    [InlineData("3.1e-15 | 0 | -0", "3.1×10^−15 | 0 | 0")]
    [InlineData("1e300 | -2.5e7", "1×10^300 | −25 000 000")]
    [InlineData("0.000123456", "0.00012346")]
    public void Columns_read_as_in_a_paper(string given, string printed)
    {
        double[] values = [.. given.Split(" | ").Select(static t => double.Parse(t, CultureInfo.InvariantCulture))];
        Assert.Equal(printed, string.Join(" | ", NumberColumn.Print(values).Select(static p => p.Whole.Replace('\u2009', ' ') + p.Fraction + (p.Exponent.Length == 0 ? "" : "×10^" + p.Exponent))));
    }

    [Fact]
    public void Infinities_are_signs() => Assert.Equal(["∞", "−∞"], NumberColumn.Print([double.PositiveInfinity, double.NegativeInfinity]).Select(static p => p.Whole));
}
