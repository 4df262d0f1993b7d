using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>What an operation sees of the tape: its own inputs, output, parameters, and the buffers of the passes.</summary>
/// <remarks>Made once per node; holds plain arrays, so that a pass costs no more than its arithmetic.</remarks>
internal sealed class NodeView
{
    private readonly Tape _tape;
    private readonly int _index;
    private readonly int[] _inputs;
    private readonly Shape[] _inputShapes;
    private readonly int[] _offsets;
    private readonly int[] _lengths;
    private readonly bool[] _accumulates;
    private readonly bool[] _maskedInputs;
    private readonly bool _masked;
    private readonly bool _withInputCotangent;
    private readonly double[] _saved;
    private double[] _savedTangent = [];

    internal NodeView(Tape tape, int index, Wiring wiring, bool withInputCotangent)
    {
        var network = tape.Network;
        var node = network.Nodes[index];
        (_tape, _index, Operation, _withInputCotangent) = (tape, index, node.Operation, withInputCotangent);
        _inputs = [.. node.Inputs];
        _inputShapes = [.. node.Inputs.Map(v => network.Shapes[v])];
        OutputShape = network.Shapes[index + 1];
        OutputSize = OutputShape.Size;
        var blocks = network.Layout.OfNode(index);
        _offsets = [.. blocks.Map(static b => b.Offset)];
        _lengths = [.. blocks.Map(static b => b.Size)];
        _accumulates = wiring.Accumulates(index);
        _maskedInputs = [.. _inputs.Select(wiring.IsMasked)];
        _masked = wiring.IsMasked(index + 1);
        _saved = new double[Operation.SavedLength(node.Inputs.Map(v => network.Shapes[v]), tape.Capacity)];
    }

    internal Operation Operation { get; }

    internal Kernels Kernels => _tape.Kernels;

    internal int Batch => _tape.Batch;

    internal int InputCount => _inputs.Length;

    internal Shape OutputShape { get; }

    /// <summary>The doubles of one example of the output.</summary>
    internal int OutputSize { get; }

    internal Shape InputShape(int input) => _inputShapes[input];

    /// <summary>The doubles of one example of an input.</summary>
    internal int InputSize(int input) => _tape.SizeOf(_inputs[input]);

    internal ReadOnlySpan<double> Input(int input) => _tape.Value(_inputs[input]);

    internal Span<double> Output => _tape.Output(_index);

    /// <summary>What the forward pass keeps for the others, of the length that the operation asked for at the tape's capacity.</summary>
    internal Span<double> Saved => _saved;

    /// <summary>The derivative of <see cref="Saved"/> along the direction; allocated when first used.</summary>
    internal Span<double> SavedTangent => _savedTangent.Length == _saved.Length ? _savedTangent : _savedTangent = new double[_saved.Length];

    /// <summary>Working memory until the end of this operation's part of the pass, not cleared; a second request may take the first away.</summary>
    internal Span<double> Scratch(int length) => _tape.Scratch(length);

    internal ReadOnlySpan<double> Parameters(int block) => _tape.Theta.Span.Slice(_offsets[block], _lengths[block]);

    /// <summary>The part of the direction that belongs to a block.</summary>
    internal ReadOnlySpan<double> Direction(int block) => _tape.Direction.Span.Slice(_offsets[block], _lengths[block]);

    /// <summary>Whether the direction is the parameters themselves, for which the direction's own product is the one that the forward pass made.</summary>
    internal bool DirectionIsParameters => _tape.Direction.Equals(_tape.Theta);

    /// <summary>The cotangent of the output; an operation may overwrite it, and leaves in it what <see cref="Operation.AddGram"/> needs.</summary>
    internal Span<double> Cotangent => _tape.Cotangent(_index + 1);

    /// <summary>The derivative of the cotangent of the output along the direction; an operation may overwrite it.</summary>
    internal Span<double> CotangentTangent => _tape.CotangentTangent(_index + 1);

    /// <summary>Whether the cotangent of the output already carries the derivative of this node's activation.</summary>
    internal bool CotangentIsMasked => _masked && !_tape.IsTangentPass;

    /// <summary>Whether anybody needs the cotangent of an input; the network's own input usually needs none.</summary>
    internal bool NeedsInputCotangent(int input) => _inputs[input] > 0 || _withInputCotangent;

    /// <summary>The cotangent of an input, to be overwritten or, when <see cref="Accumulates"/>, added to.</summary>
    internal Span<double> InputCotangent(int input) => _tape.Cotangent(_inputs[input]);

    /// <summary>Its derivative along the direction, overwritten or added to likewise.</summary>
    internal Span<double> InputCotangentTangent(int input) => _tape.CotangentTangent(_inputs[input]);

    internal bool Accumulates(int input) => _accumulates[input];

    /// <summary>Whether an input depends on the parameters, so that it has a tangent; the network's own input has none.</summary>
    internal bool HasInputTangent(int input) => _inputs[input] > 0;

    internal ReadOnlySpan<double> InputTangent(int input) => _tape.Tangent(_inputs[input]);

    internal Span<double> OutputTangent => _tape.Tangent(_index + 1);

    /// <summary>What to do with each entry of an input's cotangent in the product that makes it.</summary>
    internal Epilogue InputCotangentEpilogue(int input) =>
        _accumulates[input] ? Epilogue.Add(InputCotangent(input))
        : _maskedInputs[input] && !_tape.IsTangentPass ? Epilogue.Mask(Input(input), _tape.Network.Nodes[_inputs[input] - 1].Operation.MaskSlope)
        : Epilogue.Store;

    /// <summary>What to do with each entry of the derivative of an input's cotangent in the first product that makes it.</summary>
    internal Epilogue InputCotangentTangentEpilogue(int input) =>
        _accumulates[input] ? Epilogue.Add(InputCotangentTangent(input)) : Epilogue.Store;

    /// <summary>Stores or adds a cotangent that is passed on as it is.</summary>
    internal void PassBack(int input, ReadOnlySpan<double> cotangent)
    {
        if (NeedsInputCotangent(input))
            Pass(cotangent, InputCotangent(input), _accumulates[input]);
    }

    /// <summary>Stores or adds the derivative of a cotangent that is passed on as it is.</summary>
    internal void PassBackTangent(int input, ReadOnlySpan<double> tangent)
    {
        if (NeedsInputCotangent(input))
            Pass(tangent, InputCotangentTangent(input), _accumulates[input]);
    }

    internal bool HasSink => !_tape.Sink.IsNone;

    internal bool HasHessianSink => !_tape.HessianSink.IsNone;

    /// <summary>Puts a product into the gradient sink as the gradient of a block, or into the Hessian sink.</summary>
    internal void Put(int block, in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, bool hessian = false) =>
        Put(hessian ? _tape.HessianSink : _tape.Sink, block, product, a, b);

    /// <summary>Puts a vector into the gradient sink as the gradient of a block, or into the Hessian sink.</summary>
    internal void Put(int block, ReadOnlySpan<double> gradient, bool hessian = false) => Put(hessian ? _tape.HessianSink : _tape.Sink, block, gradient);

    /// <summary>Adds a further product to what was put into the Hessian sink.</summary>
    internal void AddHessian(int block, in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var target = Part(_tape.HessianSink.Target.Span, block);
        Kernels.Multiply(product with { Scale = _tape.HessianSink.Scale }, a, b, target, Epilogue.Add(target));
    }

    private void Put(in Sink sink, int block, in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var target = Part(sink.Target.Span, block);
        if (!sink.Kept.IsEmpty)
        {
            // The roundings of the epilogue below: first the scale, then the base by a fused multiply-add.
            var kept = Part(sink.Kept.Span, block);
            Kernels.Multiply(product, a, b, kept);
            Kernels.ScaleAdd(sink.Weight, Part(sink.Base.Span, block), sink.Scale, kept, target);
            return;
        }

        var scaled = sink.Scale == 1 ? product : product with { Scale = sink.Scale };
        Kernels.Multiply(scaled, a, b, target, sink.Weight == 0 ? Epilogue.Store : Epilogue.Add(Part(sink.Base.Span, block), sink.Weight));
    }

    private void Put(in Sink sink, int block, ReadOnlySpan<double> gradient)
    {
        var target = Part(sink.Target.Span, block);
        if (!sink.Kept.IsEmpty)
            gradient.CopyTo(Part(sink.Kept.Span, block));
        if (sink.Weight != 0)
            Kernels.ScaleAdd(sink.Scale, gradient, sink.Weight, Part(sink.Base.Span, block), target);
        else if (sink.Scale == 1)
            gradient.CopyTo(target);
        else
            Kernels.ScaleAdd(sink.Scale, gradient, 0, gradient, target);
    }

    private static void Pass(ReadOnlySpan<double> from, Span<double> to, bool accumulates)
    {
        if (accumulates)
            ElementwiseKernels.Add(from, to);
        else
            from.CopyTo(to);
    }

    private Span<double> Part(Span<double> flat, int block) => flat.Slice(_offsets[block], _lengths[block]);

    private ReadOnlySpan<double> Part(ReadOnlySpan<double> flat, int block) => flat.Slice(_offsets[block], _lengths[block]);
}
