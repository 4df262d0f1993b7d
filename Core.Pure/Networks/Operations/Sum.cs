using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The sum of its inputs, entry by entry: what a residual connection adds.</summary>
public sealed record Sum : Operation
{
    /// <inheritdoc/>
    public override string Kind => "sum";

    /// <inheritdoc/>
    public override string Text => "sum";

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs)
    {
        foreach (var shape in inputs)
        {
            if (!shape.Equals(inputs[0]))
                return Fail<Error, Shape>(new Error.ShapeMismatch("An input of the sum", $"{shape}", $"{inputs[0]}, the shape of its first input,"));
        }

        return Success<Error, Shape>(inputs[0]);
    }

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs) => Arr<BlockShape>.Empty;

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) => inputs.ForAll(d => d == inputs[0])
        ? new Homogeneity.Degrees(inputs[0])
        : new Homogeneity.Absent("branches of different degrees are added, so that no scaling of a layer scales the sum");

    internal override void Forward(NodeView node)
    {
        node.Input(0).CopyTo(node.Output);
        for (var j = 1; j < node.InputCount; j++)
            ElementwiseKernels.Add(node.Input(j), node.Output);
    }

    internal override void Backward(NodeView node)
    {
        for (var j = 0; j < node.InputCount; j++)
            node.PassBack(j, node.Cotangent);
    }

    internal override void ForwardTangent(NodeView node)
    {
        node.OutputTangent.Clear();
        for (var j = 0; j < node.InputCount; j++)
        {
            if (node.HasInputTangent(j))
                ElementwiseKernels.Add(node.InputTangent(j), node.OutputTangent);
        }
    }

    internal override void BackwardTangent(NodeView node)
    {
        for (var j = 0; j < node.InputCount; j++)
        {
            node.PassBack(j, node.Cotangent);
            node.PassBackTangent(j, node.CotangentTangent);
        }
    }
}
