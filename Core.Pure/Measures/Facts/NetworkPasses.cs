using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Forward passes over many examples, in chunks, so that memory does not grow with their number.</summary>
public static class NetworkPasses
{
    extension(Network network)
    {
        /// <summary>The outputs on examples.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="inputs">One example per row, as many columns as the network reads.</param>
        /// <param name="kernels">The arithmetic.</param>
        /// <returns>A row for every example.</returns>
        /// <exception cref="ArgumentException">The inputs do not fit the network.</exception>
        public Matrix Outputs(Parameters parameters, Matrix inputs, Kernels kernels) => inputs.Columns == network.InputSize
            ? Passes.Outputs(network, parameters, inputs, kernels)
            : throw new ArgumentException($"The network reads {network.InputSize} numbers, not {inputs.Columns}.", nameof(inputs));

        /// <summary>The largest value of every unit behind a relu over the examples; a unit with 0 never fires on them.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="inputs">One example per row, as many columns as the network reads.</param>
        /// <param name="kernels">The arithmetic.</param>
        /// <returns>For every node that ends in a relu its index and one number per unit, for channels the largest over all places.</returns>
        /// <exception cref="ArgumentException">The inputs do not fit the network.</exception>
        public Arr<(int Node, Vector Largest)> LargestActivations(Parameters parameters, Matrix inputs, Kernels kernels)
        {
            if (inputs.Columns != network.InputSize)
                throw new ArgumentException($"The network reads {network.InputSize} numbers, not {inputs.Columns}.", nameof(inputs));
            var rectified = Enumerable.Range(0, network.Nodes.Count).Where(i => IsRectified(network.Nodes[i].Operation)).ToArray();
            var largest = rectified.Select(i => new double[network.Shapes[i + 1].Dimensions[0]]).ToArray();
            Passes.Each(network, parameters, inputs, kernels, (tape, _, _) =>
            {
                for (var k = 0; k < rectified.Length; k++)
                    Raise(largest[k], network.Shapes[rectified[k] + 1].Size, tape.Value(rectified[k] + 1));
            });
            return rectified.Select((i, k) => (i, Vector.Own(largest[k]))).ToArr();
        }
    }

    private static bool IsRectified(Operation operation) => operation is Dense { Activation: Activation.Relu } or Elementwise { Activation: Activation.Relu };

    // Examples one after the other, in each unit after unit with all its places.
    private static void Raise(double[] largest, int size, ReadOnlySpan<double> values)
    {
        var places = size / largest.Length;
        for (var example = 0; example < values.Length; example += size)
            for (var unit = 0; unit < largest.Length; unit++)
                foreach (var value in values.Slice(example + (unit * places), places))
                    largest[unit] = Math.Max(largest[unit], value);
    }
}
