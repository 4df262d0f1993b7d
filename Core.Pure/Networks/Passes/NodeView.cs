using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Networks;

/// <summary>What an operation sees of the tape: its own inputs, output, parameters, and the buffers of the passes.</summary>
internal readonly struct NodeView(Tape tape, int index)
{
    private Node Node => tape.Network.Nodes[index];

    internal Kernels Kernels => tape.Kernels;

    internal int Batch => tape.Batch;

    internal Shape InputShape(int input) => tape.Network.Shapes[Node.Inputs[input]];

    internal Shape OutputShape => tape.Network.Shapes[index + 1];

    internal ReadOnlySpan<double> Input(int input) => tape.Value(Node.Inputs[input]);

    internal Span<double> Output => tape.Output(index);

    internal Span<double> Saved => tape.Saved(index);

    internal ReadOnlySpan<double> Parameters(int block) =>
        tape.Theta.Span.Slice(tape.BlockOf(index, block).Offset, tape.BlockOf(index, block).Size);

    /// <summary>The cotangent of the output; an operation may overwrite it while it works.</summary>
    internal Span<double> Cotangent => tape.Cotangent(index);

    /// <summary>Whether the cotangent of the output already carries the derivative of this node's activation.</summary>
    internal bool CotangentIsMasked => tape.IsMasked(index);

    /// <summary>Whether anybody needs the cotangent of an input; the network's own input needs none.</summary>
    internal bool NeedsInputCotangent(int input) => Node.Inputs[input] > 0;

    /// <summary>The cotangent of an input, to be overwritten or, when <see cref="Accumulates"/>, added to.</summary>
    internal Span<double> InputCotangent(int input) => tape.Cotangent(Node.Inputs[input] - 1);

    internal bool Accumulates(int input) => tape.Accumulates(index, input);

    /// <summary>What to do with each entry of an input's cotangent in the product that makes it.</summary>
    internal Epilogue InputCotangentEpilogue(int input)
    {
        var producer = Node.Inputs[input] - 1;
        return tape.Accumulates(index, input) ? Epilogue.Add(tape.Cotangent(producer))
            : tape.IsMasked(producer) ? Epilogue.Mask(tape.Output(producer), tape.Network.Nodes[producer].Operation.MaskSlope)
            : Epilogue.Store;
    }

    internal Span<double> SinkTarget(int block) =>
        tape.Sink.Target.Span.Slice(tape.BlockOf(index, block).Offset, tape.BlockOf(index, block).Size);

    internal ReadOnlySpan<double> SinkBase(int block) => tape.Sink.Weight == 0
        ? default
        : tape.Sink.Base.Span.Slice(tape.BlockOf(index, block).Offset, tape.BlockOf(index, block).Size);

    internal double SinkWeight => tape.Sink.Weight;

    internal double SinkScale => tape.Sink.Scale;
}
