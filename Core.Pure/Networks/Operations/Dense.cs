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
    public override string Text => $"dense {Outputs}{(Activation is Activation.Linear ? "" : " " + Activation.Text)}{(HasBias ? " with bias" : "")}";

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs)
    {
        var errors = Activation.Errors;
        if (inputs.Count != 1)
            errors = errors.Add(new Error.ShapeMismatch("A dense layer", $"{inputs.Count} inputs", "one input"));
        if (Outputs < 1)
            errors = errors.Add(new Error.ParameterDomain("the width of a dense layer", $"{Outputs}", "1 or more"));
        return errors.IsEmpty ? Success<Error, Shape>(Shape.Of(Outputs)) : Validation<Error, Shape>.Fail(errors);
    }

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs)
    {
        var weight = new BlockShape("W", BlockKind.Weight, Array(Outputs, inputs[0].Size));
        return HasBias ? Array(weight, new BlockShape("b", BlockKind.Bias, Array(Outputs))) : Array(weight);
    }

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) =>
        HasBias && inputs[0].Exists(static d => d > 0)
            ? new Homogeneity.Absent("a bias after the first layer does not scale with the layers before it")
            : Activation.Degrees(inputs[0].Add(1));

    internal override int SavedLength(Arr<Shape> inputs, int batch) => Activation.KeepsArgument ? batch * Outputs : 0;

    internal override bool DerivativeIsMask => Activation.IsMask;

    internal override double MaskSlope => Activation.MaskSlope;

    internal override bool AppliesMasks => true;

    internal override void Forward(NodeView node)
    {
        var product = new Product(node.Batch, Outputs, node.InputSize(0), TransposeB: true);
        var bias = HasBias ? node.Parameters(1) : default;
        if (!Activation.KeepsArgument)
        {
            node.Kernels.Multiply(product, node.Input(0), node.Parameters(0), node.Output, Epilogue.Activate(bias, MaskSlope));
            return;
        }

        var argument = Argument(node);
        node.Kernels.Multiply(product, node.Input(0), node.Parameters(0), argument, Epilogue.Activate(bias));
        ActivationKernels.Value(Activation, argument, node.Output);
    }

    internal override void Backward(NodeView node)
    {
        var (batch, inputs) = (node.Batch, node.InputSize(0));
        var delta = node.Cotangent;
        if (!node.CotangentIsMasked)
            ActivationKernels.Backward(Activation, Argument(node), node.Output, delta);
        if (node.NeedsInputCotangent(0))
            node.Kernels.Multiply(new Product(batch, inputs, Outputs), delta, node.Parameters(0), node.InputCotangent(0), node.InputCotangentEpilogue(0));
        if (!node.HasSink)
            return;
        node.Put(0, new Product(Outputs, inputs, batch, TransposeA: true), delta, node.Input(0));
        if (HasBias)
            node.Put(1, ColumnSums(node, delta));
    }

    internal override void ForwardTangent(NodeView node)
    {
        var product = new Product(node.Batch, Outputs, node.InputSize(0), TransposeB: true);
        var tangent = Activation.KeepsArgument ? node.SavedTangent[..(node.Batch * Outputs)] : node.OutputTangent;
        if (!node.DirectionIsParameters || Activation is Activation.LeakyRelu)
            node.Kernels.Multiply(product, node.Input(0), node.Direction(0), tangent, Epilogue.Activate(HasBias ? node.Direction(1) : default));
        else
            // W x + b again, which the forward pass has kept; where relu cut it off the mask below does so too.
            (Activation.KeepsArgument ? Argument(node) : node.Output).CopyTo(tangent);
        if (node.HasInputTangent(0))
            node.Kernels.Multiply(product, node.InputTangent(0), node.Parameters(0), tangent, Epilogue.Add(tangent));
        if (Activation.KeepsArgument)
            tangent.CopyTo(node.OutputTangent);
        ActivationKernels.Backward(Activation, Argument(node), node.Output, node.OutputTangent);
    }

    internal override void BackwardTangent(NodeView node)
    {
        var (batch, inputs, kernels) = (node.Batch, node.InputSize(0), node.Kernels);
        var delta = node.Cotangent;
        var tangent = node.CotangentTangent;
        if (Activation.KeepsArgument)
            ActivationKernels.BackwardTangent(Activation, Argument(node), node.SavedTangent[..(batch * Outputs)], delta, tangent);
        else
        {
            ActivationKernels.Backward(Activation, default, node.Output, delta);
            ActivationKernels.Backward(Activation, default, node.Output, tangent);
        }

        if (node.NeedsInputCotangent(0))
        {
            var back = new Product(batch, inputs, Outputs);
            kernels.Multiply(back, delta, node.Parameters(0), node.InputCotangent(0), node.InputCotangentEpilogue(0));
            var target = node.InputCotangentTangent(0);
            kernels.Multiply(back, delta, node.Direction(0), target, node.InputCotangentTangentEpilogue(0));
            kernels.Multiply(back, tangent, node.Parameters(0), target, Epilogue.Add(target));
        }

        var gradient = new Product(Outputs, inputs, batch, TransposeA: true);
        if (node.HasSink)
        {
            node.Put(0, gradient, delta, node.Input(0));
            if (HasBias)
                node.Put(1, ColumnSums(node, delta));
        }

        if (node.HasHessianSink)
        {
            node.Put(0, gradient, tangent, node.Input(0), hessian: true);
            if (node.HasInputTangent(0))
                node.AddHessian(0, gradient, delta, node.InputTangent(0));
            if (HasBias)
                node.Put(1, ColumnSums(node, tangent), hessian: true);
        }
    }

    /// <summary>Gradient of example i = delta_i a_i^T, hence |delta_i|^2 (|a_i|^2 + 1), the 1 for the bias.</summary>
    internal override void AddGradientNorms(NodeView node, Span<double> norms)
    {
        var (inputs, kernels) = (node.InputSize(0), node.Kernels);
        for (var i = 0; i < node.Batch; i++)
        {
            var delta = node.Cotangent.Slice(i * Outputs, Outputs);
            var input = node.Input(0).Slice(i * inputs, inputs);
            norms[i] += kernels.Dot(delta, delta) * (kernels.Dot(input, input) + (HasBias ? 1 : 0));
        }
    }

    /// <summary>The same for pairs: (delta_i . delta_j) (a_i . a_j + 1).</summary>
    internal override void AddGram(NodeView node, Span<double> gram)
    {
        var batch = node.Batch;
        var scratch = node.Scratch(2 * batch * batch);
        var deltas = scratch[..(batch * batch)];
        var inputs = scratch[(batch * batch)..];
        node.Kernels.Multiply(new Product(batch, batch, Outputs, TransposeB: true), node.Cotangent, node.Cotangent, deltas);
        node.Kernels.Multiply(new Product(batch, batch, node.InputSize(0), TransposeB: true), node.Input(0), node.Input(0), inputs);
        for (var i = 0; i < deltas.Length; i++)
            gram[i] += deltas[i] * (inputs[i] + (HasBias ? 1 : 0));
    }

    private Span<double> Argument(NodeView node) => Activation.KeepsArgument ? node.Saved[..(node.Batch * Outputs)] : default;

    private ReadOnlySpan<double> ColumnSums(NodeView node, ReadOnlySpan<double> rows)
    {
        var sums = node.Scratch(Outputs);
        node.Kernels.ColumnSums(node.Batch, Outputs, rows, sums);
        return sums;
    }
}
