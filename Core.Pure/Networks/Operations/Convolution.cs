using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>What lies outside an image.</summary>
public enum Padding
{
    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>The image again, as on a torus.</summary>
    Circular,
}

/// <summary>A convolution (cross-correlation, as everywhere in this field) of images of shape channels x height x width.</summary>
/// <remarks>Kernel out x in/groups x height x width. Runs through the matrix product on the patches of a few examples at a time, so its working memory does not grow with the batch.</remarks>
/// <param name="Channels">The number of output channels.</param>
/// <param name="Window">The window.</param>
/// <param name="HasBias">Whether each output channel has a bias.</param>
/// <param name="Groups">Output channels of group g see only the input channels of group g; divides both numbers of channels.</param>
/// <param name="Padding">What the padding of the window holds.</param>
public sealed record Convolution(int Channels, Window Window, bool HasBias, int Groups = 1, Padding Padding = Padding.Zero) : Operation
{
    /// <inheritdoc/>
    public override string Kind => "convolution";

    /// <inheritdoc/>
    public override string Text => $"convolution {Channels} of {Window}{(Groups == 1 ? "" : $" in {Groups} groups")}{(Padding == Padding.Circular ? " circular" : "")}{(HasBias ? " with bias" : "")}";

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs)
    {
        if (inputs.Count != 1)
            return Fail<Error, Shape>(new Error.ShapeMismatch("The list of inputs of a convolution", $"{inputs.Count}", "1"));
        var errors = Window.Errors("a convolution", inputs[0]);
        if (Channels < 1)
            errors = errors.Add(new Error.ParameterDomain("The number of channels of a convolution", $"{Channels}", "1 or more"));
        if (Groups < 1)
            errors = errors.Add(new Error.ParameterDomain("The number of groups of a convolution", $"{Groups}", "1 or more"));
        if (errors.IsEmpty && (Channels % Groups != 0 || inputs[0].Dimensions[0] % Groups != 0))
            errors = errors.Add(new Error.ParameterDomain("The number of groups of a convolution", $"{Groups}", $"a divisor of {Channels} output and {inputs[0].Dimensions[0]} input channels"));
        return errors.IsEmpty
            ? Success<Error, Shape>(Shape.Of(Channels, Window.OutputHeight(inputs[0].Dimensions[1]), Window.OutputWidth(inputs[0].Dimensions[2])))
            : Validation<Error, Shape>.Fail(errors);
    }

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs)
    {
        var kernel = new BlockShape("K", BlockKind.Weight, Array(Channels, inputs[0].Dimensions[0] / Groups, Window.Height, Window.Width));
        return HasBias ? Array(kernel, new BlockShape("b", BlockKind.Bias, Array(Channels))) : Array(kernel);
    }

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) => HasBias && inputs[0].Exists(static d => d > 0)
        ? new Homogeneity.Absent("a bias after the first layer does not scale with the layers before it")
        : new Homogeneity.Degrees(inputs[0].Add(1));

    internal override void Forward(NodeView node) => new ConvolutionPass(this, node).Forward();

    internal override void Backward(NodeView node) => new ConvolutionPass(this, node).Backward();

    internal override void ForwardTangent(NodeView node) => new ConvolutionPass(this, node).ForwardTangent();

    internal override void BackwardTangent(NodeView node) => new ConvolutionPass(this, node).BackwardTangent();

    internal override void AddGradientNorms(NodeView node, Span<double> norms) => new ConvolutionGram(this, node).AddNorms(norms);

    internal override void AddGram(NodeView node, Span<double> gram) => new ConvolutionGram(this, node).AddGram(gram);
}
