using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Measures;

/// <summary>A convolution as the linear map it is, without its bias.</summary>
/// <remarks>docs/theory/capacity-and-path.md, 2.3. The adjoint is the transposed convolution with the same padding and stride.</remarks>
public static class ConvolutionOperator
{
    /// <summary>The map by forward and backward convolutions; nothing is unrolled.</summary>
    /// <param name="convolution">The operation.</param>
    /// <param name="input">The shape of its input, channels x height x width.</param>
    /// <param name="kernel">Its kernel, [out, in / groups, height, width].</param>
    /// <param name="kernels">The arithmetic.</param>
    /// <returns>The operator, to be called from one thread at a time; the errors of shapes that do not fit.</returns>
    public static Either<Error, RectangularOperator> Of(Convolution convolution, Shape input, Vector kernel, Kernels kernels)
    {
        var network = Network.Create(input, Array(new Node("convolution", convolution with { HasBias = false }, Array(0))));
        return network.ToEither().MapLeft(static errors => errors.Head()).Bind(net => kernel.Length == net.ParameterCount
            ? Right<Error, RectangularOperator>(Of(net, kernel, kernels))
            : Left<Error, RectangularOperator>(new Error.ShapeMismatch("The kernel", $"{kernel.Length}", $"{net.ParameterCount}")));
    }

    /// <summary>The unrolled matrix, rows = output channels x places, for small layers and tests.</summary>
    /// <param name="a">The operator.</param>
    public static Matrix Unrolled(RectangularOperator a)
    {
        var (unit, image) = (new double[a.Columns], new double[a.Rows]);
        return Matrix.Build(a.Rows, a.Columns, target =>
        {
            for (var j = 0; j < unit.Length; j++)
            {
                unit[j] = 1;
                a.Apply(unit, image);
                unit[j] = 0;
                for (var i = 0; i < image.Length; i++)
                    target[(i * unit.Length) + j] = image[i];
            }
        });
    }

    private static RectangularOperator Of(Network network, Vector kernel, Kernels kernels)
    {
        var tape = new Tape(network, 1, kernels, withInputCotangent: true);
        var argument = new double[network.InputSize];
        // The map is linear, so that the argument of the forward pass does not matter to the passes back.
        tape.Forward(kernel.Memory, argument, 1);
        return new(
            network.OutputCount,
            network.InputSize,
            (x, image) =>
            {
                x.CopyTo(argument);
                tape.Forward(kernel.Memory, argument, 1);
                tape.Outputs.CopyTo(image);
            },
            (y, image) =>
            {
                tape.Backward(y, Sink.None);
                tape.InputCotangents.CopyTo(image);
            });
    }
}
