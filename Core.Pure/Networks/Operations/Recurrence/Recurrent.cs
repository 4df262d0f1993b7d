using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>A recurrent layer <c>h_t = phi(Win x_t + Wrec h_(t-1) + bh)</c> with <c>h_0 = 0</c>, its weights shared by all steps.</summary>
/// <remarks>Input: steps x features. All derivatives go through the whole sequence; nothing is truncated.</remarks>
/// <param name="Hidden">The number of hidden units.</param>
/// <param name="HasBias">Whether it has the bias bh.</param>
/// <param name="Activation">phi.</param>
/// <param name="ReturnsSequence">Whether the output is every state, steps x units, or only the last one.</param>
public sealed record Recurrent(int Hidden, bool HasBias, Activation Activation, bool ReturnsSequence) : Operation
{
    /// <inheritdoc/>
    public override string Kind => "recurrent";

    /// <inheritdoc/>
    public override string Text => $"recurrent {Hidden} {Activation.Text}{(HasBias ? " with bias" : "")}{(ReturnsSequence ? ", every state" : ", last state")}";

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs)
    {
        var errors = Activation.Errors;
        if (inputs.Count != 1)
            errors = errors.Add(new Error.ShapeMismatch("The list of inputs of a recurrent layer", $"{inputs.Count}", "1"));
        else if (inputs[0].Dimensions.Count != 2)
            errors = errors.Add(new Error.ShapeMismatch("The input of a recurrent layer", $"{inputs[0]}", "steps x features"));
        if (Hidden < 1)
            errors = errors.Add(new Error.ParameterDomain("the width of a recurrent layer", $"{Hidden}", "1 or more"));
        return errors.IsEmpty
            ? Success<Error, Shape>(ReturnsSequence ? Shape.Of(inputs[0].Dimensions[0], Hidden) : Shape.Of(Hidden))
            : Validation<Error, Shape>.Fail(errors);
    }

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs)
    {
        var weights = Array(
            new BlockShape("Win", BlockKind.Weight, Array(Hidden, inputs[0].Dimensions[1])),
            new BlockShape("Wrec", BlockKind.Weight, Array(Hidden, Hidden)));
        return HasBias ? weights.Add(new BlockShape("bh", BlockKind.Bias, Array(Hidden))) : weights;
    }

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) =>
        new Homogeneity.Absent("paths that pass a different number of times through the recurrent weights are added");

    internal override int SavedLength(Arr<Shape> inputs, int batch) => RecurrentPass.SavedLength(batch, inputs[0].Dimensions[0], inputs[0].Dimensions[1], Hidden);

    internal override void Forward(NodeView node) => new RecurrentPass(this, node).Forward();

    internal override void Backward(NodeView node) => new RecurrentPass(this, node).Backward();

    internal override void ForwardTangent(NodeView node) => new RecurrentPass(this, node).ForwardTangent();

    internal override void BackwardTangent(NodeView node) => new RecurrentPass(this, node).BackwardTangent();

    internal override void AddGradientNorms(NodeView node, Span<double> norms) => new RecurrentGram(this, node).AddNorms(norms);

    internal override void AddGram(NodeView node, Span<double> gram) => new RecurrentGram(this, node).AddGram(gram);
}
