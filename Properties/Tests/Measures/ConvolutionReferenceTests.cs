using System.Text.Json;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Convolution operators against the unrolled matrices of the reference set; the relations between their norms are the laws C33 to C35.</summary>
public sealed class ConvolutionReferenceTests
{
    private static readonly NumericsPolicy Numerics = NumericsPolicy.Portable();

    [Fact]
    public void NormsOfConvolutionOperatorsMatchTheReferenceByDecompositionAndByPowerIteration()
    {
        foreach (var c in ReferenceFiles.Elements(ReferenceFiles.Load("capacity", "conv.json"), "operators"))
        {
            var (convolution, input, kernel) = CaseOf(c);
            var a = Unwrap.Right(ConvolutionOperator.Of(convolution, input, kernel, Numerics.Kernels));
            var singular = Unwrap.Right(Numerics.Decompositions.SingularValues(ConvolutionOperator.Unrolled(a)));
            foreach (var unroll in new[] { true, false })
            {
                var norms = Unwrap.Right(ConvolutionNorms.Of(convolution, input, kernel, Numerics, new Key(1), unroll: unroll));
                foreach (var e in ReferenceFiles.Members(c, "expect"))
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
