using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Passes over data in chunks, so that memory does not grow with the number of examples; several chunks run side by side.</summary>
/// <remarks>A chunk depends on shapes alone, never on the number of threads, and so does every bit.</remarks>
internal static class Passes
{
    // Doubles that a tape may keep of each kind (values, tangents, cotangents): 64 MB.
    private const long Budget = 1L << 23;

    /// <summary>The outputs on all examples.</summary>
    internal static Matrix Outputs(Network network, Parameters parameters, Matrix inputs, Kernels kernels) =>
        Run(network, inputs.Rows, kernels, true, network.OutputCount, (tape, start, target) =>
        {
            tape.PassThrough(parameters.Flat.Memory, default, Rows(inputs, start, tape.Capacity), Count(inputs, start, tape), null);
            tape.Outputs.CopyTo(target);
        });

    /// <summary>The outputs and whatever else one pass forward can see.</summary>
    /// <param name="network">The architecture.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="inputs">One example per row.</param>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="direction">The direction of the tangents; empty for none.</param>
    /// <param name="seen">Told of every value as soon as it is there, from several threads; null for nobody.</param>
    /// <returns>Outputs, and tangents of the outputs, which have no rows without a direction.</returns>
    internal static (Matrix Outputs, Matrix Tangents) Forward(
        Network network, Parameters parameters, Matrix inputs, Kernels kernels, Vector direction, Action<Tape, int>? seen)
    {
        var width = network.OutputCount;
        var tangents = new double[direction.Length == 0 ? 0 : inputs.Rows * width];
        var outputs = Run(network, inputs.Rows, kernels, true, width, (tape, start, target) =>
        {
            tape.PassThrough(parameters.Flat.Memory, direction.Memory, Rows(inputs, start, tape.Capacity), Count(inputs, start, tape), seen is null ? null : v => seen(tape, v));
            tape.Outputs.CopyTo(target);
            if (tangents.Length > 0)
                tape.OutputTangents.CopyTo(tangents.AsSpan(start * width));
        });
        return (outputs, Matrix.Own(tangents.Length / width, width, tangents));
    }

    /// <summary>The Jacobian of the outputs by the inputs, a row of outputs x features for every example.</summary>
    internal static Matrix InputJacobians(Network network, Parameters parameters, Matrix inputs, Kernels kernels)
    {
        var (outputs, features) = (network.OutputCount, network.InputSize);
        return Run(network, inputs.Rows, kernels, false, outputs * features, (tape, start, target) =>
        {
            tape.Forward(parameters.Flat.Memory, Rows(inputs, start, tape.Capacity), Count(inputs, start, tape));
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
    internal static Matrix InputGradients(Network network, Parameters parameters, Matrix inputs, Matrix cotangents, Kernels kernels) =>
        Run(network, inputs.Rows, kernels, false, network.InputSize, (tape, start, target) =>
        {
            tape.Forward(parameters.Flat.Memory, Rows(inputs, start, tape.Capacity), Count(inputs, start, tape));
            tape.Backward(cotangents.Span.Slice(start * cotangents.Columns, tape.Batch * cotangents.Columns), Sink.None);
            tape.InputCotangents.CopyTo(target);
        });

    private static Matrix Run(Network network, int examples, Kernels kernels, bool forwardOnly, int width, Reader read)
    {
        var target = new double[examples * width];
        var perExample = Math.Max(1, new BufferPlan(network, forwardOnly).SizePerExample + (forwardOnly ? 0 : network.InputSize));
        var chunk = (int)Math.Clamp(Budget / perExample, 1, Math.Max(1, examples));
        var chunks = (examples + chunk - 1) / chunk;
        SideBySide.Run(kernels.Threads, chunks, () =>
        {
            // A single chunk has the threads to itself.
            var tape = new Tape(network, chunk, chunks == 1 ? kernels : kernels.Alone(), withInputCotangent: !forwardOnly, reuses: forwardOnly);
            return part =>
            {
                var start = part * chunk;
                read(tape, start, target.AsSpan(start * width, Math.Min(chunk, examples - start) * width));
            };
        });
        return Matrix.Own(examples, width, target);
    }

    private static int Count(Matrix inputs, int start, Tape tape) => Math.Min(tape.Capacity, inputs.Rows - start);

    private static ReadOnlyMemory<double> Rows(Matrix inputs, int start, int most) =>
        inputs.Memory.Slice(start * inputs.Columns, Math.Min(most, inputs.Rows - start) * inputs.Columns);

    private delegate void Reader(Tape tape, int start, Span<double> target);
}
