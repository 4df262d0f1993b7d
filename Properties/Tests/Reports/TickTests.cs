using System.Globalization;
using Marginalia.Reports;
using Marginalia.Studies;
using Xunit;

namespace Marginalia.Tests;

public sealed class TickTests
{
    private const double Length = 330;

    [Fact]
    public void Linear_marks_rise_and_are_few_and_say_the_truth_from_the_smallest_numbers_to_the_largest() => Sample.ForAll(1500, static sample =>
    {
        var scale = Power(sample.Integer(-300, 299));
        var (a, b) = (scale * sample.Uniform(-9, 9), scale * sample.Uniform(-9, 9) * sample.Element(1, 1, 0, 1e-6));
        Check(Projection.Around(AxisScale.Linear, [a, sample.Element(b, a * (1 + 1e-7))], 0.05, []), sample.Element(true, false));
    });

    [Fact]
    public void Logarithmic_marks_rise_and_are_few_and_say_the_truth_from_the_smallest_numbers_to_the_largest() => Sample.ForAll(1500, static sample =>
    {
        var a = Power(sample.Integer(-300, 300)) * sample.Uniform(1, 9.99);
        var ratio = sample.Element(Power(sample.Integer(0, 300)), sample.Uniform(1, 30), sample.Uniform(1.01, 1.3));
        var b = a * ratio is var product && product < 1e300 ? product : a / ratio;
        Check(Projection.Around(AxisScale.Logarithmic, [a, b], 0.05, []), sample.Element(true, false));
    });

    [Theory]
    [InlineData(0, 10, "0 2 4 6 8 10")]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-1, 1, "−1.0 −0.5 0.0 0.5 1.0")]
    [InlineData(0, 20000, "0 5000 10000 15000 20000")]
    public void Familiar_ranges_get_familiar_labels(double low, double high, string labels) =>
        Assert.Equal(labels, Labels(Ticks.Of(Projection.Around(AxisScale.Linear, [low, high], 0, []), Length, vertical: false)));

    [Theory]
    [InlineData(1e-3, 1e3, "0.001 0.01 0.1 1 10 100 1000")]
    [InlineData(1e-12, 1e-6, "10^-12 10^-11 10^-10 10^-9 10^-8 10^-7 10^-6")]
    [InlineData(1, 8, "1 2 5")]
    public void Familiar_ratios_get_familiar_labels(double low, double high, string labels) =>
        Assert.Equal(labels, Labels(Ticks.Of(Projection.Around(AxisScale.Logarithmic, [low, high], 0.01, []), Length, vertical: false)));

    [Fact]
    public void Large_numbers_share_a_factor()
    {
        var ticks = Ticks.Of(Projection.Around(AxisScale.Linear, [0, 2.5e6], 0.02, []), Length, vertical: false);
        Assert.Equal("×10^6", ticks.Factor);
        Assert.Equal("0.0 0.5 1.0 1.5 2.0 2.5", Labels(ticks));
    }

    [Fact]
    public void Numbers_that_differ_late_are_labelled_by_their_distance_from_a_round_number()
    {
        var ticks = Ticks.Of(Projection.Around(AxisScale.Linear, [0.0500001, 0.0500004], 0.05, []), Length, vertical: false);
        Assert.Equal(("0.05", "×10^-9"), (ticks.Offset, ticks.Factor));
    }

    [Fact]
    public void A_decade_has_marks_at_2_to_9_between_its_ends()
    {
        var ticks = Ticks.Of(Projection.Around(AxisScale.Logarithmic, [1, 1000], 0.001, []), Length, vertical: false);
        Assert.Equal(3 * 8, ticks.Marks.Count(static m => m.Label.Length == 0 && !m.IsMajor));
    }

    private static double Power(int exponent) => double.Parse($"1e{exponent}", CultureInfo.InvariantCulture);

    private static string Labels(Ticks ticks) => string.Join(' ', ticks.Marks.Select(static m => m.Label).Where(static l => l.Length > 0));

    private static void Check(Projection projection, bool vertical)
    {
        var length = vertical ? PanelLayout.PlotHeight : Length;
        var ticks = Ticks.Of(projection, length, vertical);
        var labelled = ticks.Marks.Where(static m => m.Label.Length > 0).ToArray();
        Assert.InRange(labelled.Length, 2, 12);
        Assert.All(ticks.Marks, static m => Assert.InRange(m.At, 0, 1));
        Assert.All(ticks.Marks.Zip(ticks.Marks.Skip(1)), static pair => Assert.True(pair.Item1.At < pair.Item2.At, "marks do not rise"));
        Assert.True(Ticks.Fits(labelled, length, vertical), "labels touch: " + Labels(ticks));
        foreach (var mark in labelled)
        {
            var value = Value(mark.Label, ticks.Factor) + (ticks.Offset.Length == 0 ? 0 : Value(ticks.Offset, ""));
            var rounding = 4e-16 * Math.Abs(projection.Position(value)) / (projection.High - projection.Low);
            Assert.True(Math.Abs(projection.Fraction(value) - mark.At) <= 1e-9 + rounding, $"{mark.Label}{ticks.Factor} + {ticks.Offset} stands at {mark.At} instead of {projection.Fraction(value)}");
        }
    }

    /// <summary>The number that a label says, read as a reader would.</summary>
    private static double Value(string label, string factor)
    {
        var text = label.Replace('−', '-');
        var (mantissa, exponent) = text.StartsWith("10^", StringComparison.Ordinal) ? ("1", int.Parse(text[3..], CultureInfo.InvariantCulture)) : Parts(text);
        return double.Parse($"{mantissa}e{exponent + (factor.Length == 0 ? 0 : int.Parse(factor[4..], CultureInfo.InvariantCulture))}", CultureInfo.InvariantCulture);
    }

    private static (string Mantissa, int Exponent) Parts(string text) => text.Split("×10^") is [var mantissa, var exponent]
        ? (mantissa, int.Parse(exponent, CultureInfo.InvariantCulture))
        : (text, 0);
}
