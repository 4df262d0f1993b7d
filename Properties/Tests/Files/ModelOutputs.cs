using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Tests;

/// <summary>The outputs of a network by the reference kernels.</summary>
internal static class ModelOutputs
{
    public static Matrix Of(LoadedNetwork model, Matrix inputs) => Of(model.Network, model.Parameters, inputs);

    public static Matrix Of(Network network, Parameters parameters, Matrix inputs)
    {
        var tape = new Tape(network, inputs.Rows, new ReferenceKernels());
        tape.Forward(parameters.Flat.ToArray(), inputs.Span.ToArray(), inputs.Rows);
        return Matrix.Of(inputs.Rows, network.OutputCount, tape.Outputs);
    }
}
