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
        public Matrix Outputs(Parameters parameters, Matrix inputs, Kernels kernels) => Passes.Outputs(network, parameters, Fitting(network, inputs), kernels);

        /// <summary>The largest value of every unit behind a relu over the examples; a unit with 0 never fires on them.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="inputs">One example per row, as many columns as the network reads.</param>
        /// <param name="kernels">The arithmetic.</param>
        /// <returns>For every node that ends in a relu its index and one number per unit, for channels the largest over all places.</returns>
        /// <exception cref="ArgumentException">The inputs do not fit the network.</exception>
        public Arr<(int Node, Vector Largest)> LargestActivations(Parameters parameters, Matrix inputs, Kernels kernels) =>
            Pass(network, parameters, Fitting(network, inputs), kernels, Vector.Empty).Largest;

        /// <summary>Outputs, their derivative along the parameters and the largest activations in one pass; hand it to <see cref="MeasureInput.Pass"/>.</summary>
        /// <param name="parameters">Parameters of this network.</param>
        /// <param name="inputs">One example per row, as many columns as the network reads.</param>
        /// <param name="kernels">The arithmetic.</param>
        /// <param name="tangents">Whether the derivative is wanted, which takes as long as the outputs.</param>
        /// <exception cref="ArgumentException">The inputs do not fit the network.</exception>
        public DataPass PassOver(Parameters parameters, Matrix inputs, Kernels kernels, bool tangents = true) =>
            Pass(network, parameters, Fitting(network, inputs), kernels, tangents ? parameters.Flat : Vector.Empty);
    }

    private static DataPass Pass(Network network, Parameters parameters, Matrix inputs, Kernels kernels, Vector direction)
    {
        var rectified = Enumerable.Range(0, network.Nodes.Count).Where(i => IsRectified(network.Nodes[i].Operation)).ToArray();
        var places = new int[network.Nodes.Count + 1];
        for (var k = 0; k < rectified.Length; k++)
            places[rectified[k] + 1] = k + 1;
        var largest = rectified.Select(i => new double[network.Shapes[i + 1].Dimensions[0]]).ToArray();
        var (outputs, tangents) = Passes.Forward(network, parameters, inputs, kernels, direction, (tape, v) =>
        {
            if (places[v] == 0)
                return;
            var found = new double[largest[places[v] - 1].Length];
            Raise(found, network.Shapes[v].Size, tape.Value(v));
            // A maximum is the same in whatever order the chunks come.
            lock (largest)
                Raise(largest[places[v] - 1], found.Length, found);
        });
        return new(outputs, tangents, rectified.Select((i, k) => (i, Vector.Own(largest[k]))).ToArr());
    }

    private static Matrix Fitting(Network network, Matrix inputs) => inputs.Columns == network.InputSize
        ? inputs
        : throw new ArgumentException($"The network reads {network.InputSize} numbers, not {inputs.Columns}.", nameof(inputs));

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
