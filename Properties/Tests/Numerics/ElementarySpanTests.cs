using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class ElementarySpanTests
{
    private static readonly double[] Odd =
    [
        0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, 1e-310, -1e-310, 1e308, -1e308,
        0.5, -0.5, 2.5, 45, -45, 46, -46, 709.5, 711, -708.5, -740, -750, 1e-17, -1e-17, 1e6, 1e15, 1e22, Math.PI, 27, -27, 1048576, 0.75, 0.3465735902799727,
    ];

    public static TheoryData<string> Names => ElementaryFunction.Names;

    /// <summary>Ordinary numbers with rare ones strewn in, so that quick and careful paths meet in one vector.</summary>
    private static double[] Arguments(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(4) == 0 ? Odd[random.Next(Odd.Length)] : (random.NextDouble() * 8) - 4)];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Span_form_equals_scalar_form_to_the_bit_at_every_length(string name)
    {
        var function = ElementaryFunction.Named(name);
        for (var length = 0; length <= 70; length++)
        {
            var x = Arguments(length, length);
            var y = new double[length];
            function.Spans(x, y);
            for (var i = 0; i < length; i++)
                Assert.True(Same(function.Scalar(x[i]), y[i]), $"{name}({x[i]:R}) at {i} of {length}: scalar {function.Scalar(x[i]):R}, span {y[i]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Span_form_in_place_equals_span_form_into_another_span(string name)
    {
        var function = ElementaryFunction.Named(name);
        foreach (var length in new[] { 1, 7, 8, 9, 15, 16, 17, 63, 100 })
        {
            var x = Arguments(length, 1000 + length);
            var apart = new double[length];
            function.Spans(x, apart);
            function.Spans(x, x);
            Assert.True(Bits.Equal(apart, x), $"{name}, length {length}");
        }
    }

    [Fact]
    public void Power_of_a_span_equals_the_scalar_power_to_the_bit()
    {
        foreach (var exponent in new[] { 0, 1, 2, -1, 0.5, -1.5, 3, 1e10, double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            for (var length = 0; length < 40; length++)
            {
                var x = Arguments(length, length);
                var y = new double[length];
                Elementary.Pow(x, exponent, y);
                for (var i = 0; i < length; i++)
                    Assert.True(Same(Elementary.Pow(x[i], exponent), y[i]), $"pow({x[i]:R}, {exponent:R}) at {i} of {length}");
            }
        }
    }

    [Fact]
    public void A_target_of_another_length_or_shifted_over_the_source_is_refused()
    {
        var x = new double[20];
        Assert.Throws<ArgumentException>(() => Elementary.Exp(x, new double[19]));
        Assert.Throws<ArgumentException>(() => Elementary.Exp(x.AsSpan(0, 19), x.AsSpan(1, 19)));
        Assert.Throws<ArgumentException>(() => Elementary.SinCosTwoPi(x, new double[20], new double[19]));
        var y = new double[20];
        Assert.Throws<ArgumentException>(() => Elementary.SinCosTwoPi(x, y, y));
    }

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
}
