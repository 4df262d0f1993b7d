using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;

namespace Marginalia.Tests;

/// <summary>Panels that a careless or unlucky study might make: empty, constant, infinite, huge, tiny, badly named.</summary>
public static class GeneratedPanel
{
    private static readonly string[] Names =
    [
        "", "a", "test", "γ_min", "<b>&\"quoted\"</b>", "]]>", "a name that goes on and on until no legend could ever hold all of it in one line, and then some",
        "\u0000\u0007\uD800 broken", "🙂🙂🙂", "`code", "x_", "^^", "名前", "-->",
    ];

    public static Panel Of(Sample sample)
    {
        var count = sample.Element(0, 1, 1, 2, 3, 5, 9);
        var style = sample.Element<SeriesStyle?>(null, null, SeriesStyle.Line, SeriesStyle.Bars);
        return new(
            Name(sample),
            AxisOf(sample),
            AxisOf(sample),
            Enumerable.Range(0, count).Select(_ => SeriesOf(sample, style)).ToArr());
    }

    public static string Name(Sample sample) => sample.Element(Names);

    public static double[] Numbers(Sample sample, int length)
    {
        var scale = sample.Element(1, 1, 1e-300, 1e300, 1e-9, 1e6, 5e-324, double.MaxValue / 8, 123.456);
        var centre = sample.Element(0, 0, 0, 1, -1, 1e3, 1e7) * scale;
        var spread = sample.Element(1, 1, 0, 1e-12, 1e-3);
        var positive = sample.Integer(0, 1) == 0;
        var hole = sample.Element(0, 0, 10, 2);
        var numbers = sample.Gaussian(length);
        for (var i = 0; i < length; i++)
        {
            numbers[i] = Math.Clamp(centre, -1e308, 1e308) + (scale * spread * (positive ? Math.Abs(numbers[i]) : numbers[i]));
            if (hole > 0 && sample.Integer(0, hole) == 0)
                numbers[i] = sample.Element(double.NaN, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -1);
        }

        return numbers;
    }

    private static Series SeriesOf(Sample sample, SeriesStyle? style)
    {
        var length = sample.Element(0, 1, 2, 7, 40, 900);
        double[] x = sample.Integer(0, 2) == 0 ? Numbers(sample, length) : [.. Enumerable.Range(0, length).Select(static i => i + 1.0)];
        return new(Name(sample), Vector.Of(x), Vector.Of(Numbers(sample, length)), style ?? sample.Element(SeriesStyle.Line, SeriesStyle.Points, SeriesStyle.Dashed));
    }

    private static Axis AxisOf(Sample sample) => new(Name(sample), sample.Element(AxisScale.Linear, AxisScale.Logarithmic));
}
