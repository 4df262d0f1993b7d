using Marginalia.Native;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class EpiloguePassTests
{
    private static readonly double[] Special = [0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e-310, -3.5, 7, 0.1];

    /// <summary>A product of 1 with 1, scaled, hands every special number to the epilogue of the reference kernels unchanged.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(0.1)]
    public void The_pass_gives_the_bits_of_the_reference_epilogues_also_for_zeros_infinities_and_NaN(double slope)
    {
        var n = Special.Length;
        double[] products = [.. Special.SelectMany(static x => Enumerable.Repeat(x, Special.Length))];
        double[] operand = [.. Enumerable.Range(0, n).SelectMany(static _ => Special)];
        foreach (var form in Enum.GetValues<Epilogue.Form>())
        {
            var expected = new double[n * n];
            for (var i = 0; i < n * n; i++)
                new ReferenceKernels().Multiply(new(1, 1, 1, Scale: products[i]), [1], [1], expected.AsSpan(i, 1), Of(form, operand.AsSpan(i, 1)));
            var actual = new double[n * n];
            EpiloguePass.Run(n, products, actual, Of(form, form == Epilogue.Form.Activate ? operand.AsSpan(0, n) : operand));
            for (var i = 0; i < n * n; i++)
                Assert.True(expected[i].Equals(actual[i]) && double.IsNegative(expected[i]) == double.IsNegative(actual[i]) || (double.IsNaN(expected[i]) && double.IsNaN(actual[i])),
                    $"{form} slope {slope} of {products[i]:R} with {operand[i]:R}: {actual[i]:R}, not {expected[i]:R}");
        }

        Epilogue Of(Epilogue.Form form, ReadOnlySpan<double> x) => form switch
        {
            Epilogue.Form.Activate => Epilogue.Activate(x, slope),
            Epilogue.Form.Mask => Epilogue.Mask(x, slope),
            Epilogue.Form.Multiply => Epilogue.Multiply(x),
            Epilogue.Form.Add => Epilogue.Add(x, slope),
            _ => Epilogue.Store,
        };
    }
}
