using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>A fully connected layer <c>phi(W x + b)</c>.</summary>
/// <param name="Outputs">The number of output units.</param>
/// <param name="HasBias">Whether it has a bias b.</param>
/// <param name="Activation">phi.</param>
public sealed record Dense(int Outputs, bool HasBias, Activation Activation) : Operation
{
    /// <inheritdoc/>
    public override string Kind => "dense";

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs) =>
        inputs.Count != 1 ? Fail<Error, Shape>(new Error.ShapeMismatch("A dense layer", $"{inputs.Count} inputs", "one input"))
        : Outputs < 1 ? Fail<Error, Shape>(new Error.ParameterDomain("the width of a dense layer", $"{Outputs}", "1 or more"))
        : Success<Error, Shape>(Shape.Of(Outputs));

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs)
    {
        var weight = new BlockShape("W", BlockKind.Weight, [Outputs, inputs[0].Size]);
        return HasBias ? [weight, new BlockShape("b", BlockKind.Bias, [Outputs])] : [weight];
    }

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own)
    {
        var power = Activation switch
        {
            Activation.Linear or Activation.Relu or Activation.LeakyRelu => 1,
            Activation.Power p => p.Exponent,
            Activation.ReluPower p => p.Exponent,
            _ => 0,
        };
        return power == 0 ? new Homogeneity.Absent($"the activation {Activation.GetType().Name} is not homogeneous")
            : HasBias && inputs[0].Exists(static d => d > 0) ? new Homogeneity.Absent("a bias after the first layer does not scale with the layers before it")
            : new Homogeneity.Degrees(inputs[0].Add(1).Map(d => d * power));
    }

    internal override bool DerivativeIsMask => Activation is Activation.Relu or Activation.LeakyRelu { Slope: > 0 };

    internal override double MaskSlope => Activation is Activation.LeakyRelu l ? l.Slope : 0;

    internal override void Forward(NodeView node)
    {
        var product = new Product(node.Batch, Outputs, node.InputShape(0).Size, TransposeB: true);
        node.Kernels.Multiply(product, node.Input(0), node.Parameters(0), node.Output, Epilogue.Activate(HasBias ? node.Parameters(1) : default, DerivativeIsMask ? MaskSlope : 1));
    }

    internal override void Backward(NodeView node)
    {
        var (batch, inputs) = (node.Batch, node.InputShape(0).Size);
        var delta = node.Cotangent;
        if (node.NeedsInputCotangent(0))
            node.Kernels.Multiply(new Product(batch, inputs, Outputs), delta, node.Parameters(0), node.InputCotangent(0), node.InputCotangentEpilogue(0));
        var gradient = new Product(Outputs, inputs, batch, TransposeA: true, Scale: node.SinkScale);
        node.Kernels.Multiply(gradient, delta, node.Input(0), node.SinkTarget(0), node.SinkWeight == 0 ? Epilogue.Store : Epilogue.Add(node.SinkBase(0), node.SinkWeight));
    }
}
