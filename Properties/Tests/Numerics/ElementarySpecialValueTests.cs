using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class ElementarySpecialValueTests
{
    private const double Inf = double.PositiveInfinity;

    public static TheoryData<string> Names => ElementaryFunction.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Not_a_number_stays_so(string name) => Assert.True(double.IsNaN(ElementaryFunction.Named(name).Scalar(double.NaN)));

    [Theory]
    [InlineData("exp", Inf, Inf)]
    [InlineData("exp", -Inf, 0.0)]
    [InlineData("exp", 0.0, 1.0)]
    [InlineData("exp", -0.0, 1.0)]
    [InlineData("exp", 709.79, Inf)]
    [InlineData("exp", -745.2, 0.0)]
    [InlineData("exp", -745.13, double.Epsilon)]
    [InlineData("expm1", Inf, Inf)]
    [InlineData("expm1", -Inf, -1.0)]
    [InlineData("expm1", -40.0, -1.0)]
    [InlineData("expm1", -0.0, -0.0)]
    [InlineData("expm1", 0.0, 0.0)]
    [InlineData("expm1", 709.79, Inf)]
    [InlineData("log", Inf, Inf)]
    [InlineData("log", 0.0, -Inf)]
    [InlineData("log", -0.0, -Inf)]
    [InlineData("log", 1.0, 0.0)]
    [InlineData("log", -1.0, double.NaN)]
    [InlineData("log", -Inf, double.NaN)]
    [InlineData("log1p", -1.0, -Inf)]
    [InlineData("log1p", -1.0000000000000002, double.NaN)]
    [InlineData("log1p", Inf, Inf)]
    [InlineData("log1p", -Inf, double.NaN)]
    [InlineData("log1p", -0.0, -0.0)]
    [InlineData("log1p", 0.0, 0.0)]
    [InlineData("tanh", Inf, 1.0)]
    [InlineData("tanh", -Inf, -1.0)]
    [InlineData("tanh", -0.0, -0.0)]
    [InlineData("tanh", 1e300, 1.0)]
    [InlineData("sigmoid", Inf, 1.0)]
    [InlineData("sigmoid", -Inf, 0.0)]
    [InlineData("sigmoid", 0.0, 0.5)]
    [InlineData("sigmoid", -0.0, 0.5)]
    [InlineData("softplus", Inf, Inf)]
    [InlineData("softplus", -Inf, 0.0)]
    [InlineData("softplus", 800.0, 800.0)]
    [InlineData("erf", Inf, 1.0)]
    [InlineData("erf", -Inf, -1.0)]
    [InlineData("erf", -0.0, -0.0)]
    [InlineData("erfc", Inf, 0.0)]
    [InlineData("erfc", -Inf, 2.0)]
    [InlineData("erfc", 0.0, 1.0)]
    [InlineData("erfc", 28.0, 0.0)]
    [InlineData("sin", 0.0, 0.0)]
    [InlineData("sin", -0.0, -0.0)]
    [InlineData("sin", Inf, double.NaN)]
    [InlineData("sin", -Inf, double.NaN)]
    [InlineData("cos", 0.0, 1.0)]
    [InlineData("cos", -0.0, 1.0)]
    [InlineData("cos", Inf, double.NaN)]
    [InlineData("sinTwoPi", 0.25, 1.0)]
    [InlineData("sinTwoPi", 0.5, 0.0)]
    [InlineData("sinTwoPi", 0.75, -1.0)]
    [InlineData("sinTwoPi", 1.0, 0.0)]
    [InlineData("sinTwoPi", -0.25, -1.0)]
    [InlineData("sinTwoPi", 1e300, 0.0)]
    [InlineData("sinTwoPi", Inf, double.NaN)]
    [InlineData("cosTwoPi", 0.25, 0.0)]
    [InlineData("cosTwoPi", 0.5, -1.0)]
    [InlineData("cosTwoPi", 0.75, 0.0)]
    [InlineData("cosTwoPi", 1.0, 1.0)]
    [InlineData("cosTwoPi", 1e300, 1.0)]
    public void Edges_have_the_limits_and_signs_of_the_function(string name, double x, double expected) =>
        AssertSame(expected, ElementaryFunction.Named(name).Scalar(x), $"{name}({x})");

    [Theory]
    [InlineData(2.0, 10.0, 1024.0)]
    [InlineData(9.0, 0.5, 3.0)]
    [InlineData(-2.0, 3.0, -8.0)]
    [InlineData(-2.0, 2.0, 4.0)]
    [InlineData(-2.0, 0.5, double.NaN)]
    [InlineData(double.NaN, 0.0, 1.0)]
    [InlineData(1.0, double.NaN, 1.0)]
    [InlineData(-1.0, double.NaN, double.NaN)]
    [InlineData(double.NaN, 1.0, double.NaN)]
    [InlineData(1.0, Inf, 1.0)]
    [InlineData(-1.0, Inf, 1.0)]
    [InlineData(-1.0, -Inf, 1.0)]
    [InlineData(0.5, Inf, 0.0)]
    [InlineData(0.5, -Inf, Inf)]
    [InlineData(-2.0, Inf, Inf)]
    [InlineData(-2.0, -Inf, 0.0)]
    [InlineData(0.0, 3.0, 0.0)]
    [InlineData(-0.0, 3.0, -0.0)]
    [InlineData(-0.0, 2.0, 0.0)]
    [InlineData(-0.0, 0.5, 0.0)]
    [InlineData(0.0, -1.0, Inf)]
    [InlineData(-0.0, -1.0, -Inf)]
    [InlineData(-0.0, -2.0, Inf)]
    [InlineData(-0.0, Inf, 0.0)]
    [InlineData(0.0, 0.0, 1.0)]
    [InlineData(Inf, 0.0, 1.0)]
    [InlineData(Inf, 0.5, Inf)]
    [InlineData(Inf, -0.5, 0.0)]
    [InlineData(-Inf, 3.0, -Inf)]
    [InlineData(-Inf, 0.5, Inf)]
    [InlineData(-Inf, -3.0, -0.0)]
    [InlineData(-Inf, -2.0, 0.0)]
    [InlineData(10.0, 400.0, Inf)]
    [InlineData(10.0, -400.0, 0.0)]
    [InlineData(1.5, 1e308, Inf)]
    [InlineData(0.5, 1e308, 0.0)]
    [InlineData(2.0, -1074.0, double.Epsilon)]
    [InlineData(-3.0, 1e300, Inf)]
    [InlineData(1e-320, -1.0, Inf)]
    [InlineData(-1e-320, 1.0, -1e-320)]
    public void Power_has_the_special_cases_of_the_floating_point_standard(double x, double y, double expected) =>
        AssertSame(expected, Elementary.Pow(x, y), $"pow({x}, {y})");

    [Fact]
    public void First_power_is_the_identity_and_zeroth_power_is_one()
    {
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var x = Math.ScaleB(1 + random.NextDouble(), random.Next(-1070, 1023));
            AssertSame(x, Elementary.Pow(x, 1), $"pow({x:R}, 1)");
            AssertSame(1, Elementary.Pow(x, 0), $"pow({x:R}, 0)");
        }
    }

    private static void AssertSame(double expected, double actual, string what)
    {
        var same = double.IsNaN(expected) ? double.IsNaN(actual) : BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual);
        Assert.True(same, $"{what} = {actual:R}, expected {expected:R}");
    }
}
