using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Hidden units that are inactive on every example.</summary>
/// <remarks>Only activations that are exactly 0 on one side, relu and its powers, have such units. No gradient reaches them, so they stay dead on these data; they break no
/// law, but the network that is left may have a smaller margin than the whole one could: docs/theory/normalized-flow.md, N38 and section 6.</remarks>
public static class UnitActivity
{
    extension(Network network)
    {
        /// <summary>How many units of each hidden layer are dead.</summary>
        /// <param name="parameters">Its parameters.</param>
        /// <param name="inputs">One example per row, at least one.</param>
        /// <param name="kernels">The arithmetic.</param>
        /// <returns>Node and count of every dense layer or separate activation with relu or a power of it, in the order of the network.</returns>
        public Arr<(string Layer, int Count)> DeadUnits(Parameters parameters, Matrix inputs, Kernels kernels)
        {
            var nodes = Enumerable.Range(0, network.Nodes.Count).Where(i => Switches(network.Nodes[i].Operation)).ToArray();
            var alive = nodes.Select(i => new bool[network.Shapes[i + 1].Size]).ToArray();
            // Chunks run side by side, but all that any of them does is to find a unit alive.
            Passes.Forward(network, parameters, inputs, kernels, Vector.Empty, (tape, value) =>
            {
                var k = Array.IndexOf(nodes, value - 1);
                var values = k < 0 ? [] : tape.Value(value);
                for (var i = 0; i < values.Length; i++)
                {
                    if (values[i] > 0)
                        alive[k][i % alive[k].Length] = true;
                }
            });
            return nodes.Select((node, k) => (network.Nodes[node].Name, alive[k].Count(static a => !a))).ToArr();
        }
    }

    private static bool Switches(Operation operation) => operation is Dense { Activation: Activation.Relu or Activation.ReluPower } or Elementwise { Activation: Activation.Relu or Activation.ReluPower };
}
