using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

public class ActivationTests
{
    private static readonly Activation[] All =
    [
        new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.1), new Activation.LeakyRelu(-0.3), new Activation.LeakyRelu(0), new Activation.Power(2),
        new Activation.Power(5), new Activation.ReluPower(2), new Activation.ReluPower(3), new Activation.Tanh(), new Activation.Logistic(), new Activation.Softplus(),
    ];

    private static double Value(Activation a, double z) => At(a, z, ActivationKernels.Value);

    private static double First(Activation a, double z) => At(a, z, ActivationKernels.First);

    private static double Second(Activation a, double z) => At(a, z, ActivationKernels.Second);

    private delegate void Kernel(Activation activation, ReadOnlySpan<double> z, Span<double> target);

    private static double At(Activation activation, double z, Kernel kernel)
    {
        var target = new double[1];
        kernel(activation, [z], target);
        return target[0];
    }

    [Fact]
    public void At_a_kink_only_positive_arguments_are_active()
    {
        foreach (var zero in (double[])[0.0, -0.0])
        {
            Assert.Equal((0, 0, 0), (Value(new Activation.Relu(), zero), First(new Activation.Relu(), zero), Second(new Activation.Relu(), zero)));
            Assert.Equal((0, 0.1, 0), (Value(new Activation.LeakyRelu(0.1), zero), First(new Activation.LeakyRelu(0.1), zero), Second(new Activation.LeakyRelu(0.1), zero)));
            Assert.Equal((0, 0, 0), (Value(new Activation.ReluPower(2), zero), First(new Activation.ReluPower(2), zero), Second(new Activation.ReluPower(2), zero)));
            Assert.Equal((0, 0, 2), (Value(new Activation.Power(2), zero), First(new Activation.Power(2), zero), Second(new Activation.Power(2), zero)));
        }

        Assert.Equal((1, 0), (First(new Activation.Relu(), double.Epsilon), Second(new Activation.Relu(), double.Epsilon)));
        Assert.Equal(2, Second(new Activation.ReluPower(2), double.Epsilon));
    }

    [Fact]
    public void Derivatives_are_the_slopes_of_what_they_derive()
    {
        const double h = 1e-5;
        var tolerance = new Tolerance(1e-9, 1e-9);
        foreach (var a in All)
        {
            for (var z = -3.015; z < 3; z += 0.17)
            {
                Assert.True(tolerance.Accepts(First(a, z), (Value(a, z + h) - Value(a, z - h)) / (2 * h)), $"{a.Text}' at {z:R}");
                Assert.True(tolerance.Accepts(Second(a, z), (First(a, z + h) - First(a, z - h)) / (2 * h)), $"{a.Text}'' at {z:R}");
            }
        }
    }

    [Fact]
    public void Derivatives_of_saturated_units_keep_their_relative_accuracy()
    {
        // For large z: tanh' -> 4 exp(-2z), logistic' = softplus'' -> exp(-z), with relative error below exp(-z).
        var tolerance = new Tolerance(0, 1e-14);
        foreach (var z in (double[])[40, 100, 300])
        {
            foreach (var sign in (double[])[1, -1])
            {
                Assert.True(tolerance.Accepts(First(new Activation.Tanh(), sign * z), 4 * Elementary.Exp(-2 * z)));
                Assert.True(tolerance.Accepts(Second(new Activation.Tanh(), sign * z), -sign * 8 * Elementary.Exp(-2 * z)));
                Assert.True(tolerance.Accepts(First(new Activation.Logistic(), sign * z), Elementary.Exp(-z)));
                Assert.True(tolerance.Accepts(Second(new Activation.Logistic(), sign * z), -sign * Elementary.Exp(-z)));
                Assert.True(tolerance.Accepts(Second(new Activation.Softplus(), sign * z), Elementary.Exp(-z)));
            }

            Assert.True(tolerance.Accepts(Value(new Activation.Logistic(), -z), Elementary.Exp(-z)));
            Assert.True(tolerance.Accepts(Value(new Activation.Softplus(), -z), Elementary.Exp(-z)));
        }
    }

    [Fact]
    public void Entries_have_the_same_bits_alone_and_in_a_span_of_any_length()
    {
        var random = new Random(5);
        var z = new double[600];
        for (var i = 0; i < z.Length; i++)
            z[i] = i % 7 == 0 ? 0 : 8 * (random.NextDouble() - 0.5);
        foreach (var a in All)
        {
            foreach (var kernel in (Kernel[])[ActivationKernels.Value, ActivationKernels.First, ActivationKernels.Second])
            {
                foreach (var length in (int[])[1, 3, 8, 17, 255, 600])
                {
                    var target = new double[length];
                    kernel(a, z.AsSpan(0, length), target);
                    for (var i = 0; i < length; i++)
                        Assert.Equal(BitConverter.DoubleToInt64Bits(At(a, z[i], kernel)), BitConverter.DoubleToInt64Bits(target[i]));
                }
            }
        }
    }

    [Fact]
    public void Homogeneity_power_is_the_power_by_which_the_activation_scales()
    {
        foreach (var a in All)
        {
            foreach (var z in (double[])[-1.5, -0.25, 0, 0.75, 2])
            {
                // Powers of two scale without rounding.
                a.HomogeneityPower.IfSome(p => Assert.Equal(Math.ScaleB(Value(a, z), 3 * p), Value(a, 8 * z)));
            }
        }

        Assert.All([new Activation.Tanh(), new Activation.Logistic(), (Activation)new Activation.Softplus()], static a => Assert.True(a.HomogeneityPower.IsNone));
    }

    [Fact]
    public void Slopes_never_exceed_the_Lipschitz_constant_and_reach_it()
    {
        foreach (var a in All.Where(static a => double.IsFinite(a.LipschitzConstant)))
        {
            var largest = 0.0;
            for (var z = -40.0; z <= 40; z += 0.125)
                largest = Math.Max(largest, Math.Abs(First(a, z)));
            Assert.True(largest <= a.LipschitzConstant && largest > 0.999 * a.LipschitzConstant, $"{a.Text}: {largest:R}");
        }

        Assert.Equal(double.PositiveInfinity, new Activation.Power(2).LipschitzConstant);
    }

    [Fact]
    public void Text_and_name_with_parameter_read_back()
    {
        foreach (var a in All)
        {
            Assert.Equal(a, Activation.Parse(a.Text).IfFail(new Activation.Linear()));
            Assert.Equal(a, Activation.Create(a.Name, a.Parameter).IfFail(new Activation.Linear()));
        }

        Assert.Equal(new Activation.Power(2), Activation.Parse("square").IfFail(new Activation.Linear()));
        Assert.Equal(new Activation.Logistic(), Activation.Parse(" Sigmoid ").IfFail(new Activation.Linear()));
        Assert.Equal(new Activation.Linear(), Activation.Parse("identity").IfFail(new Activation.Tanh()));
    }

    [Theory]
    [InlineData("swish", "unknownName", "swish")]
    [InlineData("relu(2)", "parameterDomain", "2")]
    [InlineData("leakyRelu", "parameterDomain", "leakyRelu(0.1)")]
    [InlineData("leakyRelu(x)", "malformed", "leakyRelu(x)")]
    [InlineData("leakyRelu(NaN)", "nonFinite", "NaN")]
    [InlineData("power(1)", "parameterDomain", "1")]
    [InlineData("power(2.5)", "parameterDomain", "2.5")]
    [InlineData("power(1e300)", "parameterDomain", "1E+300")]
    [InlineData("power(2", "malformed", "power(2")]
    [InlineData("reluPower(-2)", "parameterDomain", "-2")]
    public void A_bad_activation_is_one_sentence_with_the_value(string text, string category, string value) =>
        Activation.Parse(text).Match(
            static a => Assert.Fail($"{a} was accepted"),
            errors =>
            {
                Assert.Equal(category, Assert.Single(errors).Category);
                Assert.Contains(value, errors.Head().Sentence, StringComparison.Ordinal);
            });
}
