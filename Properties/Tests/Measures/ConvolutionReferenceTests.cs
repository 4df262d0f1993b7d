using System.Text.Json;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Convolution operators against the unrolled matrices of the reference set, and the relations between their norms.</summary>
public sealed class ConvolutionReferenceTests
{
    private static readonly NumericsPolicy Numerics = NumericsPolicy.Portable();

    [Fact]
    public void NormsOfConvolutionOperatorsMatchTheReferenceByDecompositionAndByPowerIteration()
    {
        if (ReferenceFiles.Load("capacity", "conv.json") is not { } root)
            return;
        foreach (var c in root.GetProperty("operators").EnumerateArray())
        {
            var (convolution, input, kernel) = CaseOf(c);
            var a = Unwrap.Right(ConvolutionOperator.Of(convolution, input, kernel, Numerics.Kernels));
            var singular = Unwrap.Right(Numerics.Decompositions.SingularValues(ConvolutionOperator.Unrolled(a)));
            foreach (var unroll in new[] { true, false })
            {
                var norms = Unwrap.Right(ConvolutionNorms.Of(convolution, input, kernel, Numerics, new Key(1), unroll: unroll));
                foreach (var e in c.GetProperty("expect").EnumerateObject())
                {
                    var (value, tolerance) = e.Name switch
                    {
                        "operator_norm" => (norms.Operator.Value, unroll ? 1e-10 : 1e-9),
                        "second_singular_value" => (singular[1], 1e-10),
                        "operator_fro_sq" => (norms.OperatorFrobeniusSquared, 1e-12),
                        "operator_l21_rows" => (norms.OperatorRowSum, 1e-12),
                        "operator_1inf" => (norms.OperatorOneInf, 1e-12),
                        "reshaped_spec" => (norms.ReshapedSpectral, 1e-10),
                        "kernel_fro_sq" => (norms.KernelFrobeniusSquared, 1e-12),
                        "reshaped_1inf" => (norms.ReshapedOneInf, 1e-12),
                        "unfold_bound" => (norms.UnfoldBound, 1e-10),
                        var other => throw new InvalidOperationException("Unknown norm " + other),
                    };
                    CapacityCases.Check($"{c.GetProperty("id")} {e.Name}", e.Value.GetDouble(), value, tolerance);
                }

                Assert.True(norms.Operator.Upper >= singular[0] * (1 - 1e-12));
            }
        }
    }

    [Fact]
    public void TheAdjointOfAConvolutionIsItsTransposeAndTheFourierValueIsItsCircularNorm() => Sample.ForAll(20, sample =>
    {
        var window = Window.Square(sample.Integer(1, 3), 1, sample.Integer(0, 1));
        var circular = sample.Integer(0, 1) == 1;
        // The circular operator keeps its size: as many places as pixels.
        window = circular ? window with { PadTop = window.Height - 1, PadLeft = window.Width - 1, PadBottom = 0, PadRight = 0 } : window;
        var convolution = new Convolution(sample.Integer(1, 3), window, false, 1, circular ? Padding.Circular : Padding.Zero);
        var input = Shape.Of(sample.Integer(1, 3), sample.Integer(3, 5), sample.Integer(3, 5));
        var kernel = Vector.Of(sample.Gaussian(convolution.Channels * input.Dimensions[0] * window.Size));
        var a = Unwrap.Right(ConvolutionOperator.Of(convolution, input, kernel, Numerics.Kernels));
        var (x, y, ax, aty) = (sample.Gaussian(a.Columns), sample.Gaussian(a.Rows), new double[a.Rows], new double[a.Columns]);
        a.Apply(x, ax);
        a.Adjoint(y, aty);
        Assert.Equal(Numerics.Kernels.Dot(ax, y), Numerics.Kernels.Dot(x, aty), 1e-10);
        var norms = Unwrap.Right(ConvolutionNorms.Of(convolution, input, kernel, Numerics, sample.Key));
        if (circular)
            CapacityCases.Check("Fourier value", norms.Operator.Value, norms.Circular.OrNaN, 1e-10);
        Assert.True(norms.BoundsHold);
        Assert.True(norms.Operator.Value <= Math.Min(norms.UnfoldBound, norms.OverlapBound) * (1 + 1e-9));
        CapacityCases.Check("Frobenius", Numerics.Kernels.Norm(ConvolutionOperator.Unrolled(a).Span), Math.Sqrt(norms.OperatorFrobeniusSquared), 1e-12);
    });

    private static (Convolution Convolution, Shape Input, Vector Kernel) CaseOf(JsonElement c)
    {
        var kernel = c.GetProperty("kernel");
        var (outputs, height, width) = (kernel.GetArrayLength(), kernel[0][0].GetArrayLength(), kernel[0][0][0].GetArrayLength());
        var (stride, pad) = (c.GetProperty("stride").GetInt32(), c.GetProperty("pad").GetInt32());
        var padding = c.GetProperty("padding").GetString() == "circular" ? Padding.Circular : Padding.Zero;
        var window = new Window(height, width, stride, stride, pad, pad, pad, pad);
        return (new(outputs, window, false, 1, padding), Shape.Of(ReferenceFiles.Integers(c.GetProperty("input"))), Vector.Of(ReferenceFiles.Flat(kernel)));
    }
}
