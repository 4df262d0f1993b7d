using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>The private buffers of forward and backward passes over one network; the only mutable thing of this room.</summary>
/// <remarks>
/// A tape belongs to one arena and one thread. A smaller batch than the capacity uses the front of each buffer. Values are numbered as in
/// <see cref="Node.Inputs"/>: 0 is the input of the network, i + 1 the output of node i. After the first pass of each kind nothing is allocated.
/// </remarks>
internal sealed class Tape
{
    private readonly NodeView[] _nodes;
    private readonly int[] _sizes;
    private readonly int[] _idle;
    private readonly double[][] _values;
    private readonly BufferPlan _plan;
    private readonly bool _withInputCotangent;
    private double[][] _cotangents = [];
    private double[][] _tangents = [];
    private double[][] _cotangentTangents = [];
    private double[] _scratch = [];

    /// <summary>Allocates the buffers of the forward pass; the other passes allocate theirs when they first run.</summary>
    /// <param name="network">The architecture.</param>
    /// <param name="capacity">The largest batch, 1 or more.</param>
    /// <param name="kernels">The products and reductions.</param>
    /// <param name="withInputCotangent">Whether backward passes also compute <see cref="InputCotangents"/>.</param>
    /// <param name="reuses">Whether buffers serve again once nobody reads their values: then only the outputs remain, and no pass may go back.</param>
    internal Tape(Network network, int capacity, Kernels kernels, bool withInputCotangent = false, bool reuses = false)
    {
        (Network, Capacity, Kernels) = (network, capacity, kernels);
        var count = network.Nodes.Count;
        _sizes = [.. network.Shapes.Map(static s => s.Size)];
        _plan = new BufferPlan(network, reuses);
        _values = _plan.Allocate(capacity);
        _withInputCotangent = withInputCotangent;
        _nodes = new NodeView[count];
        var wiring = new Wiring(network);
        _idle = wiring.Idle;
        for (var i = 0; i < count; i++)
            _nodes[i] = new NodeView(this, i, wiring, withInputCotangent);
    }

    internal Network Network { get; }

    internal int Capacity { get; }

    internal Kernels Kernels { get; }

    /// <summary>The number of examples of the last forward pass.</summary>
    internal int Batch { get; private set; }

    internal ReadOnlyMemory<double> Input { get; private set; }

    internal ReadOnlyMemory<double> Theta { get; private set; }

    /// <summary>The direction of the last tangent pass, laid out as the parameters.</summary>
    internal ReadOnlyMemory<double> Direction { get; private set; }

    internal Sink Sink { get; private set; }

    internal Sink HessianSink { get; private set; }

    /// <summary>Whether the backward pass under way also carries tangents; it then fuses no masks.</summary>
    internal bool IsTangentPass { get; private set; }

    /// <summary>The outputs of the last forward pass, batch x outputs.</summary>
    internal ReadOnlySpan<double> Outputs => Value(_nodes.Length);

    /// <summary>The derivative of the outputs along the direction of the last <see cref="ForwardTangent"/>, batch x outputs.</summary>
    internal ReadOnlySpan<double> OutputTangents => Tangent(_nodes.Length);

    /// <summary>The cotangents of the network's input after a backward pass, batch x features; empty unless asked for at construction.</summary>
    internal ReadOnlySpan<double> InputCotangents => _withInputCotangent ? Cotangent(0) : [];

    /// <summary>Runs the network on a batch; inputs and parameters must stay as they are until the last pass over this batch.</summary>
    /// <param name="theta">As long as the parameter vector.</param>
    /// <param name="input">Batch x features.</param>
    /// <param name="batch">From 0 to the capacity.</param>
    internal void Forward(ReadOnlyMemory<double> theta, ReadOnlyMemory<double> input, int batch)
    {
        Begin(theta, input, batch);
        foreach (var node in _nodes)
            node.Operation.Forward(node);
    }

    /// <summary>Runs the network on a batch, node by node together with the derivative along a direction: what a tape that reuses its buffers can do.</summary>
    /// <param name="theta">As long as the parameter vector.</param>
    /// <param name="direction">As long as the parameter vector, the parameters themselves included; empty for no derivative.</param>
    /// <param name="input">Batch x features.</param>
    /// <param name="batch">From 0 to the capacity.</param>
    /// <param name="seen">Told the number of a value as soon as it is there; it may be gone after the next.</param>
    internal void PassThrough(ReadOnlyMemory<double> theta, ReadOnlyMemory<double> direction, ReadOnlyMemory<double> input, int batch, Action<int>? seen)
    {
        Begin(theta, input, batch);
        if (!direction.IsEmpty && _tangents.Length == 0)
            _tangents = _plan.Allocate(Capacity);
        Direction = direction;
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i].Operation.Forward(_nodes[i]);
            if (!direction.IsEmpty)
                _nodes[i].Operation.ForwardTangent(_nodes[i]);
            seen?.Invoke(i + 1);
        }
    }

    private void Begin(ReadOnlyMemory<double> theta, ReadOnlyMemory<double> input, int batch)
    {
        if ((uint)batch > (uint)Capacity || theta.Length != Network.ParameterCount || input.Length < batch * _sizes[0])
            throw new ArgumentException($"A batch of {batch} with {input.Length} inputs and {theta.Length} parameters does not fit the tape.");
        (Theta, Input, Batch) = (theta, input, batch);
    }

    /// <summary>Pulls a cotangent of the outputs back to the parameters, after <see cref="Forward"/>.</summary>
    /// <param name="cotangent">Batch x outputs.</param>
    /// <param name="sink">Receives the gradient of every block.</param>
    internal void Backward(ReadOnlySpan<double> cotangent, Sink sink)
    {
        if (_cotangents.Length == 0)
            _cotangents = Allocate();
        (Sink, HessianSink, IsTangentPass) = (sink, Sink.None, false);
        cotangent.CopyTo(Cotangent(_nodes.Length));
        foreach (var v in _idle)
            Cotangent(v).Clear();
        for (var i = _nodes.Length - 1; i >= 0; i--)
            _nodes[i].Operation.Backward(_nodes[i]);
    }

    /// <summary>Pushes a direction of the parameters forward to <see cref="OutputTangents"/>, the product J v, after <see cref="Forward"/>.</summary>
    /// <param name="direction">As long as the parameter vector; must stay as it is until the last tangent pass with it.</param>
    internal void ForwardTangent(ReadOnlyMemory<double> direction)
    {
        if (direction.Length != Network.ParameterCount)
            throw new ArgumentException($"A direction of length {direction.Length} does not fit {Network.ParameterCount} parameters.", nameof(direction));
        if (_tangents.Length == 0)
            _tangents = Allocate();
        Direction = direction;
        foreach (var node in _nodes)
            node.Operation.ForwardTangent(node);
    }

    /// <summary>The backward pass together with its derivative along the direction of the last <see cref="ForwardTangent"/>.</summary>
    /// <remarks>
    /// With the gradient and the Hessian-vector product of the loss by the outputs as cotangents, the Hessian sink gets H v
    /// (B. Pearlmutter, Fast Exact Multiplication by the Hessian, Neural Computation 6, 1994).
    /// </remarks>
    /// <param name="cotangent">Batch x outputs.</param>
    /// <param name="cotangentTangent">The derivative of the cotangent along the direction, batch x outputs.</param>
    /// <param name="gradient">Receives the gradient, or <see cref="Sink.None"/>.</param>
    /// <param name="hessian">Receives the derivative of the gradient.</param>
    internal void BackwardTangent(ReadOnlySpan<double> cotangent, ReadOnlySpan<double> cotangentTangent, Sink gradient, Sink hessian)
    {
        if (_cotangents.Length == 0)
            _cotangents = Allocate();
        if (_cotangentTangents.Length == 0)
            _cotangentTangents = Allocate();
        (Sink, HessianSink, IsTangentPass) = (gradient, hessian, true);
        cotangent.CopyTo(Cotangent(_nodes.Length));
        cotangentTangent.CopyTo(CotangentTangent(_nodes.Length));
        foreach (var v in _idle)
        {
            Cotangent(v).Clear();
            CotangentTangent(v).Clear();
        }

        for (var i = _nodes.Length - 1; i >= 0; i--)
            _nodes[i].Operation.BackwardTangent(_nodes[i]);
    }

    /// <summary>Adds the squared norm of each example's parameter gradient, after <see cref="Backward"/> with per-example cotangents.</summary>
    /// <param name="norms">One number per example of the batch, added to.</param>
    internal void AddGradientNorms(Span<double> norms)
    {
        foreach (var node in _nodes)
            node.Operation.AddGradientNorms(node, norms);
    }

    /// <summary>Adds the inner products of the examples' parameter gradients, after <see cref="Backward"/> with per-example cotangents.</summary>
    /// <param name="gram">Batch x batch, added to.</param>
    internal void AddGram(Span<double> gram)
    {
        foreach (var node in _nodes)
            node.Operation.AddGram(node, gram);
    }

    internal ReadOnlySpan<double> Value(int v) => v == 0 ? Input.Span[..(Batch * _sizes[0])] : _values[v].AsSpan(0, Batch * _sizes[v]);

    internal Span<double> Output(int node) => _values[node + 1].AsSpan(0, Batch * _sizes[node + 1]);

    internal Span<double> Cotangent(int v) => _cotangents[v].AsSpan(0, Batch * _sizes[v]);

    internal Span<double> Tangent(int v) => _tangents[v].AsSpan(0, Batch * _sizes[v]);

    internal Span<double> CotangentTangent(int v) => _cotangentTangents[v].AsSpan(0, Batch * _sizes[v]);

    internal int SizeOf(int v) => _sizes[v];

    /// <summary>The doubles kept so far: in buffers of values and of what passes carry along them, and in working memory of operations.</summary>
    internal (long Buffers, long Scratch) Length =>
        (new[] { _values, _cotangents, _tangents, _cotangentTangents }.SelectMany(static b => b).Distinct().Sum(static b => (long)b.Length), _scratch.Length);

    /// <summary>Working memory of one operation during one pass, with whatever was in it; it grows to the largest request and stays.</summary>
    internal Span<double> Scratch(int length)
    {
        if (_scratch.Length < length)
            _scratch = new double[length];
        return _scratch.AsSpan(0, length);
    }

    private double[][] Allocate()
    {
        var buffers = new double[_sizes.Length][];
        for (var v = 0; v < buffers.Length; v++)
            buffers[v] = v == 0 && !_withInputCotangent ? [] : new double[Capacity * _sizes[v]];
        return buffers;
    }
}
