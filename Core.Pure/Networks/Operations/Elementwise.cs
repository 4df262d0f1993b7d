using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>An activation on its own, for values that no dense layer makes: after a convolution, a sum or an affine map.</summary>
/// <param name="Activation">phi.</param>
public sealed record Elementwise(Activation Activation) : Operation
{
    /// <inheritdoc/>
    public override string Kind => "elementwise";

    /// <inheritdoc/>
    public override string Text => Activation.Text;

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs) =>
        inputs.Count != 1 ? Fail<Error, Shape>(new Error.ShapeMismatch("The list of inputs of an activation", $"{inputs.Count}", "1"))
        : Activation.Errors.IsEmpty ? Success<Error, Shape>(inputs[0])
        : Validation<Error, Shape>.Fail(Activation.Errors);

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs) => Arr<BlockShape>.Empty;

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) => Activation.Degrees(inputs[0]);

    internal override bool DerivativeIsMask => Activation.IsMask;

    internal override double MaskSlope => Activation.MaskSlope;

    internal override void Forward(NodeView node) => ActivationKernels.Value(Activation, node.Input(0), node.Output);

    internal override void Backward(NodeView node)
    {
        if (!node.CotangentIsMasked)
            ActivationKernels.Backward(Activation, node.Input(0), node.Output, node.Cotangent);
        node.PassBack(0, node.Cotangent);
    }

    internal override void ForwardTangent(NodeView node)
    {
        if (!node.HasInputTangent(0))
        {
            node.OutputTangent.Clear();
            return;
        }

        node.InputTangent(0).CopyTo(node.OutputTangent);
        ActivationKernels.Backward(Activation, node.Input(0), node.Output, node.OutputTangent);
    }

    internal override void BackwardTangent(NodeView node)
    {
        if (Activation.KeepsArgument && node.HasInputTangent(0))
            ActivationKernels.BackwardTangent(Activation, node.Input(0), node.InputTangent(0), node.Cotangent, node.CotangentTangent);
        else
        {
            ActivationKernels.Backward(Activation, node.Input(0), node.Output, node.Cotangent);
            ActivationKernels.Backward(Activation, node.Input(0), node.Output, node.CotangentTangent);
        }

        node.PassBack(0, node.Cotangent);
        node.PassBackTangent(0, node.CotangentTangent);
    }
}
