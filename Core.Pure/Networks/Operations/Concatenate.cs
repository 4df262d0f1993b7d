using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>Its inputs side by side along one axis.</summary>
/// <param name="Axis">The axis of an example, from 0; the batch is no axis.</param>
public sealed record Concatenate(int Axis) : Operation
{
    /// <inheritdoc/>
    public override string Kind => "concatenate";

    /// <inheritdoc/>
    public override string Text => $"concatenate along axis {Axis}";

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs)
    {
        var first = inputs[0].Dimensions;
        if (Axis < 0 || Axis >= first.Count)
            return Fail<Error, Shape>(new Error.ParameterDomain("The axis of a concatenation", $"{Axis}", $"0 to {first.Count - 1}"));
        var size = 0;
        foreach (var shape in inputs)
        {
            if (shape.Dimensions.Count != first.Count || shape.Dimensions.SetItem(Axis, 1) != first.SetItem(Axis, 1))
                return Fail<Error, Shape>(new Error.ShapeMismatch("An input of the concatenation", $"{shape}", $"{inputs[0]} except along axis {Axis}"));
            size += shape.Dimensions[Axis];
        }

        return Success<Error, Shape>(new Shape(first.SetItem(Axis, size)));
    }

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs) => Arr<BlockShape>.Empty;

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) => inputs.ForAll(d => d == inputs[0])
        ? new Homogeneity.Degrees(inputs[0])
        : new Homogeneity.Absent("branches of different degrees stand side by side, so that no scaling of a layer scales them all alike");

    internal override void Forward(NodeView node)
    {
        var start = 0;
        for (var j = 0; j < node.InputCount; j++)
        {
            var length = RunLength(node, j);
            for (var run = 0; run * length < node.Input(j).Length; run++)
                node.Input(j).Slice(run * length, length).CopyTo(node.Output[((run * OutputRun(node)) + start)..]);
            start += length;
        }
    }

    internal override void Backward(NodeView node) => Split(node, node.Cotangent, tangent: false);

    internal override void ForwardTangent(NodeView node)
    {
        var start = 0;
        for (var j = 0; j < node.InputCount; j++)
        {
            var length = RunLength(node, j);
            for (var run = 0; run * length < node.Input(j).Length; run++)
            {
                var target = node.OutputTangent.Slice((run * OutputRun(node)) + start, length);
                if (node.HasInputTangent(j))
                    node.InputTangent(j).Slice(run * length, length).CopyTo(target);
                else
                    target.Clear();
            }

            start += length;
        }
    }

    internal override void BackwardTangent(NodeView node)
    {
        Split(node, node.Cotangent, tangent: false);
        Split(node, node.CotangentTangent, tangent: true);
    }

    private void Split(NodeView node, ReadOnlySpan<double> from, bool tangent)
    {
        var start = 0;
        for (var j = 0; j < node.InputCount; j++)
        {
            var length = RunLength(node, j);
            if (node.NeedsInputCotangent(j))
            {
                var target = tangent ? node.InputCotangentTangent(j) : node.InputCotangent(j);
                if (!node.Accumulates(j))
                    target.Clear();
                for (var run = 0; run * length < target.Length; run++)
                    ElementwiseKernels.Add(from.Slice((run * OutputRun(node)) + start, length), target.Slice(run * length, length));
            }

            start += length;
        }
    }

    // What lies together in memory: the axis and everything after it.
    private int RunLength(NodeView node, int input) => RunLength(node.InputShape(input));

    private int OutputRun(NodeView node) => RunLength(node.OutputShape);

    private int RunLength(Shape shape)
    {
        var length = 1;
        for (var axis = Axis; axis < shape.Dimensions.Count; axis++)
            length *= shape.Dimensions[axis];
        return length;
    }
}
