using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>The private buffers of forward and backward passes over one network; the only mutable thing of this room.</summary>
/// <remarks>A tape belongs to one arena and one thread. A smaller batch than the capacity uses the front of each buffer.</remarks>
internal sealed class Tape
{
    private readonly double[][] _values;
    private readonly double[][] _saved;
    private readonly double[][] _cotangents;
    private readonly bool[][] _accumulates;
    private readonly bool[] _masked;
    private readonly Block[][] _blocks;

    internal Tape(Network network, int capacity, Kernels kernels)
    {
        (Network, Capacity, Kernels) = (network, capacity, kernels);
        var count = network.Nodes.Count;
        _values = new double[count][];
        _saved = new double[count][];
        _cotangents = new double[count][];
        _accumulates = new bool[count][];
        _masked = new bool[count];
        _blocks = new Block[count][];
        var consumers = new int[count + 1];
        foreach (var node in network.Nodes)
            foreach (var v in node.Inputs)
                consumers[v]++;
        var written = new bool[count + 1];
        for (var i = count - 1; i >= 0; i--)
        {
            var node = network.Nodes[i];
            var size = network.Shapes[i + 1].Size;
            _values[i] = new double[capacity * size];
            _cotangents[i] = new double[capacity * size];
            _saved[i] = new double[node.Operation.SavedLength(node.Inputs.Map(v => network.Shapes[v]), capacity)];
            _blocks[i] = [.. network.Layout.OfNode(i)];
            _accumulates[i] = new bool[node.Inputs.Count];
            for (var j = 0; j < node.Inputs.Count; j++)
            {
                var v = node.Inputs[j];
                _accumulates[i][j] = written[v];
                written[v] = true;
                // With one consumer, a dense one, the mask of relu is fused into the product that makes the cotangent.
                if (v > 0 && consumers[v] == 1 && node.Operation is Dense && network.Nodes[v - 1].Operation.DerivativeIsMask)
                    _masked[v - 1] = true;
            }
        }
    }

    internal Network Network { get; }

    internal int Capacity { get; }

    internal Kernels Kernels { get; }

    internal int Batch { get; private set; }

    internal ReadOnlyMemory<double> Input { get; private set; }

    internal ReadOnlyMemory<double> Theta { get; private set; }

    internal Sink Sink { get; private set; }

    /// <summary>The outputs of the last forward pass, batch x outputs.</summary>
    internal ReadOnlySpan<double> Outputs => Value(Network.Nodes.Count);

    /// <summary>Runs the network on a batch; inputs and parameters must stay as they are until the backward pass.</summary>
    internal void Forward(ReadOnlyMemory<double> theta, ReadOnlyMemory<double> input, int batch)
    {
        (Theta, Input, Batch) = (theta, input, batch);
        for (var i = 0; i < _values.Length; i++)
            Network.Nodes[i].Operation.Forward(new NodeView(this, i));
    }

    /// <summary>Pulls a cotangent of the outputs back to the parameters.</summary>
    /// <param name="cotangent">Batch x outputs.</param>
    /// <param name="sink">Receives the gradient of every block.</param>
    internal void Backward(ReadOnlySpan<double> cotangent, Sink sink)
    {
        Sink = sink;
        cotangent.CopyTo(_cotangents[^1]);
        for (var i = _values.Length - 1; i >= 0; i--)
            Network.Nodes[i].Operation.Backward(new NodeView(this, i));
    }

    internal ReadOnlySpan<double> Value(int v) =>
        v == 0 ? Input.Span[..(Batch * Network.InputSize)] : _values[v - 1].AsSpan(0, Batch * Network.Shapes[v].Size);

    internal Span<double> Output(int node) => _values[node].AsSpan(0, Batch * Network.Shapes[node + 1].Size);

    internal Span<double> Cotangent(int node) => _cotangents[node].AsSpan(0, Batch * Network.Shapes[node + 1].Size);

    internal Span<double> Saved(int node) => _saved[node];

    internal Block BlockOf(int node, int block) => _blocks[node][block];

    internal bool Accumulates(int node, int input) => _accumulates[node][input];

    internal bool IsMasked(int node) => _masked[node];
}
