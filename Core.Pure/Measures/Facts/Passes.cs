using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Passes over data in chunks, so that memory does not grow with the number of examples.</summary>
internal static class Passes
{
    private const long Budget = 1L << 23;

    /// <summary>The outputs on all examples.</summary>
    internal static Matrix Outputs(Network network, Parameters parameters, Matrix inputs, Kernels kernels) =>
        Run(network, parameters, inputs, kernels, network.OutputCount, static (tape, target) => tape.Outputs.CopyTo(target));

    /// <summary>The derivative of the outputs along a direction of the parameters, on all examples.</summary>
    internal static Matrix Tangents(Network network, Parameters parameters, Matrix inputs, Vector direction, Kernels kernels) =>
        Run(network, parameters, inputs, kernels, network.OutputCount, (tape, target) =>
        {
            tape.ForwardTangent(direction.Memory);
            tape.OutputTangents.CopyTo(target);
        });

    /// <summary>The Jacobian of the outputs by the inputs, a row of outputs x features for every example.</summary>
    internal static Matrix InputJacobians(Network network, Parameters parameters, Matrix inputs, Kernels kernels)
    {
        var (outputs, features) = (network.OutputCount, network.InputSize);
        return Run(network, parameters, inputs, kernels, outputs * features, (tape, target) =>
        {
            var cotangent = new double[tape.Batch * outputs];
            for (var k = 0; k < outputs; k++)
            {
                Array.Clear(cotangent);
                for (var e = 0; e < tape.Batch; e++)
                    cotangent[(e * outputs) + k] = 1;
                tape.Backward(cotangent, Sink.None);
                for (var e = 0; e < tape.Batch; e++)
                    tape.InputCotangents.Slice(e * features, features).CopyTo(target[((((e * outputs) + k) * features))..]);
            }
        });
    }

    /// <summary>The gradient by the inputs of a function of the outputs with the given cotangents, a row for every example.</summary>
    internal static Matrix InputGradients(Network network, Parameters parameters, Matrix inputs, Matrix cotangents, Kernels kernels)
    {
        var done = 0;
        return Run(network, parameters, inputs, kernels, network.InputSize, (tape, target) =>
        {
            tape.Backward(cotangents.Span.Slice(done * cotangents.Columns, tape.Batch * cotangents.Columns), Sink.None);
            tape.InputCotangents.CopyTo(target);
            done += tape.Batch;
        });
    }

    /// <summary>Runs the forward pass chunk by chunk.</summary>
    /// <param name="network">The architecture.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="inputs">One example per row.</param>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="read">Gets the tape after the pass with the first example of the chunk and their number.</param>
    internal static void Each(Network network, Parameters parameters, Matrix inputs, Kernels kernels, Action<Tape, int, int> read)
    {
        var perExample = 1L;
        foreach (var shape in network.Shapes)
            perExample += shape.Size;
        var chunk = (int)Math.Clamp(Budget / perExample, 1, inputs.Rows);
        var tape = new Tape(network, chunk, kernels, withInputCotangent: true);
        for (var start = 0; start < inputs.Rows; start += chunk)
        {
            var count = Math.Min(chunk, inputs.Rows - start);
            tape.Forward(parameters.Flat.Memory, inputs.Memory.Slice(start * inputs.Columns, count * inputs.Columns), count);
            read(tape, start, count);
        }
    }

    private static Matrix Run(Network network, Parameters parameters, Matrix inputs, Kernels kernels, int width, Reader read)
    {
        var target = new double[inputs.Rows * width];
        Each(network, parameters, inputs, kernels, (tape, start, count) => read(tape, target.AsSpan(start * width, count * width)));
        return Matrix.Own(inputs.Rows, width, target);
    }

    private delegate void Reader(Tape tape, Span<double> target);
}
