using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>An operation without parameters that is linear in its one input: pools of averages, reshapings, permutations.</summary>
/// <remarks>A member gives the map of one example and its adjoint; the passes follow from these two.</remarks>
public abstract record FixedLinear : Operation
{
    private protected FixedLinear() { }

    /// <inheritdoc/>
    public sealed override Validation<Error, Shape> Output(Arr<Shape> inputs) => inputs.Count == 1
        ? Output(inputs[0])
        : Fail<Error, Shape>(new Error.ShapeMismatch($"The list of inputs of a node of kind {Kind}", $"{inputs.Count}", "1"));

    /// <inheritdoc/>
    public sealed override Arr<BlockShape> Blocks(Arr<Shape> inputs) => Arr<BlockShape>.Empty;

    /// <inheritdoc/>
    public sealed override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) => new Homogeneity.Degrees(inputs[0]);

    private protected abstract Validation<Error, Shape> Output(Shape input);

    /// <summary>Maps one example.</summary>
    private protected abstract void Apply(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to);

    /// <summary>Adds the image of a cotangent of one example under the transposed map.</summary>
    private protected abstract void AddAdjoint(Shape input, Shape output, ReadOnlySpan<double> from, Span<double> to);

    internal sealed override void Forward(NodeView node) => ApplyAll(node, node.Input(0), node.Output);

    internal sealed override void Backward(NodeView node)
    {
        if (node.NeedsInputCotangent(0))
            AdjointAll(node, node.Cotangent, node.InputCotangent(0));
    }

    internal sealed override void ForwardTangent(NodeView node)
    {
        if (node.HasInputTangent(0))
            ApplyAll(node, node.InputTangent(0), node.OutputTangent);
        else
            node.OutputTangent.Clear();
    }

    internal sealed override void BackwardTangent(NodeView node)
    {
        if (!node.NeedsInputCotangent(0))
            return;
        AdjointAll(node, node.Cotangent, node.InputCotangent(0));
        AdjointAll(node, node.CotangentTangent, node.InputCotangentTangent(0));
    }

    private void ApplyAll(NodeView node, ReadOnlySpan<double> from, Span<double> to)
    {
        var (inputs, outputs) = (node.InputSize(0), node.OutputSize);
        for (var e = 0; e < node.Batch; e++)
            Apply(node.InputShape(0), node.OutputShape, from.Slice(e * inputs, inputs), to.Slice(e * outputs, outputs));
    }

    private void AdjointAll(NodeView node, ReadOnlySpan<double> from, Span<double> to)
    {
        if (!node.Accumulates(0))
            to.Clear();
        var (inputs, outputs) = (node.InputSize(0), node.OutputSize);
        for (var e = 0; e < node.Batch; e++)
            AddAdjoint(node.InputShape(0), node.OutputShape, from.Slice(e * outputs, outputs), to.Slice(e * inputs, inputs));
    }
}
