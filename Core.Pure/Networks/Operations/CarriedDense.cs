using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>A dense layer whose bias is multiplied by a carrier unit, so that a network with biases stays homogeneous in each layer.</summary>
/// <remarks>
/// The last entry of its input is the carrier <c>c</c>, a constant that has come through the layers before: <c>y = phi(W x + b c)</c> and, unless it is
/// the last layer, a further unit <c>c' = phi(w c)</c> appended to y. In the first layer c = 1. Scaling W, b and w together scales the output, so
/// <c>[[W, b], [0, w]]</c> is the layer in norms and products. With w = 1 and c = 1 it is an ordinary bias while phi(1) = 1.
/// Vardi, Shamir, Srebro, On Margin Maximization in Linear and ReLU Networks, arXiv:2110.02732; docs/theory/normalized-flow.md, 1.4.
/// </remarks>
/// <param name="Outputs">The number of output units, the carrier not counted.</param>
/// <param name="Activation">phi.</param>
/// <param name="ReadsCarrier">Whether the last entry of the input is the carrier; false in the first layer.</param>
/// <param name="WritesCarrier">Whether a carrier is appended to the output; false in the last layer.</param>
public sealed record CarriedDense(int Outputs, Activation Activation, bool ReadsCarrier, bool WritesCarrier) : Operation
{
    /// <inheritdoc/>
    public override string Kind => "carriedDense";

    /// <inheritdoc/>
    public override string Text => $"dense {Outputs}{(Activation is Activation.Linear ? "" : " " + Activation.Text)} with carried bias";

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs)
    {
        var errors = Activation.Errors;
        if (inputs.Count != 1)
            errors = errors.Add(new Error.ShapeMismatch("A dense layer", $"{inputs.Count} inputs", "one input"));
        else if (ReadsCarrier && inputs[0].Size < 2)
            errors = errors.Add(new Error.ShapeMismatch("The input of a layer that reads a carrier", $"{inputs[0]}", "two entries or more"));
        if (Outputs < 1)
            errors = errors.Add(new Error.ParameterDomain("the width of a dense layer", $"{Outputs}", "1 or more"));
        return errors.IsEmpty ? Success<Error, Shape>(Shape.Of(Width)) : Validation<Error, Shape>.Fail(errors);
    }

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs)
    {
        var blocks = Array(
            new BlockShape("W", BlockKind.Weight, Array(Outputs, inputs[0].Size - Carried)),
            new BlockShape("b", BlockKind.Bias, Array(Outputs)));
        return WritesCarrier ? blocks.Add(new BlockShape("w", BlockKind.Scale, Array(1))) : blocks;
    }

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) => !ReadsCarrier && inputs[0].Exists(static d => d > 0)
        ? new Homogeneity.Absent("a bias after the first layer does not scale with the layers before it")
        : Activation.Degrees(inputs[0].Add(1));

    private int Carried => ReadsCarrier ? 1 : 0;

    private int Width => WritesCarrier ? Outputs + 1 : Outputs;

    // The argument of phi is kept for every activation, which spares a second form of each pass.
    internal override int SavedLength(Arr<Shape> inputs, int batch) => batch * Width;

    internal override void Forward(NodeView node)
    {
        var argument = node.Saved[..(node.Batch * Width)];
        var scratch = node.Scratch(AssembledLength(node));
        Assemble(node, node.Parameters(0), node.Parameters(1), WritesCarrier ? node.Parameters(2) : default, scratch);
        node.Kernels.Multiply(ForwardProduct(node), node.Input(0), Matrix(node, scratch), argument, Epilogue.Activate(Bias(scratch)));
        ActivationKernels.Value(Activation, argument, node.Output);
    }

    internal override void Backward(NodeView node)
    {
        var delta = node.Cotangent;
        ActivationKernels.Apply(Activation, node.Saved[..delta.Length], delta);
        var scratch = node.Scratch(AssembledLength(node) + GradientLength(node));
        if (node.NeedsInputCotangent(0))
        {
            Assemble(node, node.Parameters(0), node.Parameters(1), WritesCarrier ? node.Parameters(2) : default, scratch);
            node.Kernels.Multiply(BackwardProduct(node), delta, Matrix(node, scratch), node.InputCotangent(0), node.InputCotangentEpilogue(0));
        }

        if (node.HasSink)
            Put(node, delta, [], scratch[AssembledLength(node)..], hessian: false);
    }

    internal override void ForwardTangent(NodeView node)
    {
        var tangent = node.SavedTangent[..(node.Batch * Width)];
        var scratch = node.Scratch(AssembledLength(node));
        Assemble(node, node.Direction(0), node.Direction(1), WritesCarrier ? node.Direction(2) : default, scratch);
        node.Kernels.Multiply(ForwardProduct(node), node.Input(0), Matrix(node, scratch), tangent, Epilogue.Activate(Bias(scratch)));
        if (node.HasInputTangent(0))
        {
            Assemble(node, node.Parameters(0), node.Parameters(1), WritesCarrier ? node.Parameters(2) : default, scratch);
            node.Kernels.Multiply(ForwardProduct(node), node.InputTangent(0), Matrix(node, scratch), tangent, Epilogue.Add(tangent));
        }

        tangent.CopyTo(node.OutputTangent);
        ActivationKernels.Apply(Activation, node.Saved[..tangent.Length], node.OutputTangent);
    }

    internal override void BackwardTangent(NodeView node)
    {
        var delta = node.Cotangent;
        var tangent = node.CotangentTangent;
        ActivationKernels.BackwardTangent(Activation, node.Saved[..delta.Length], node.SavedTangent[..delta.Length], delta, tangent);
        var scratch = node.Scratch(AssembledLength(node) + GradientLength(node));
        if (node.NeedsInputCotangent(0))
        {
            var back = BackwardProduct(node);
            var target = node.InputCotangentTangent(0);
            Assemble(node, node.Direction(0), node.Direction(1), WritesCarrier ? node.Direction(2) : default, scratch);
            node.Kernels.Multiply(back, delta, Matrix(node, scratch), target, node.InputCotangentTangentEpilogue(0));
            Assemble(node, node.Parameters(0), node.Parameters(1), WritesCarrier ? node.Parameters(2) : default, scratch);
            node.Kernels.Multiply(back, tangent, Matrix(node, scratch), target, Epilogue.Add(target));
            node.Kernels.Multiply(back, delta, Matrix(node, scratch), node.InputCotangent(0), node.InputCotangentEpilogue(0));
        }

        if (node.HasSink)
            Put(node, delta, [], scratch[AssembledLength(node)..], hessian: false);
        if (node.HasHessianSink)
            Put(node, tangent, delta, scratch[AssembledLength(node)..], hessian: true);
    }

    internal override void AddGradientNorms(NodeView node, Span<double> norms)
    {
        for (var i = 0; i < node.Batch; i++)
            norms[i] += Inner(node, i, i);
    }

    internal override void AddGram(NodeView node, Span<double> gram)
    {
        for (var i = 0; i < node.Batch; i++)
            for (var j = 0; j < node.Batch; j++)
                gram[(i * node.Batch) + j] += Inner(node, i, j);
    }

    // (delta_i . delta_j) (a_i . a_j) over the units, with c or 1 as the last entry of a, and the carrier's own weight.
    private double Inner(NodeView node, int i, int j)
    {
        var inputs = node.InputSize(0);
        var left = node.Cotangent.Slice(i * Width, Width);
        var right = node.Cotangent.Slice(j * Width, Width);
        var a = node.Input(0).Slice(i * inputs, inputs);
        var b = node.Input(0).Slice(j * inputs, inputs);
        var sum = node.Kernels.Dot(left[..Outputs], right[..Outputs]) * (node.Kernels.Dot(a, b) + (ReadsCarrier ? 0 : 1));
        return WritesCarrier ? sum + (left[Outputs] * right[Outputs] * (ReadsCarrier ? a[^1] * b[^1] : 1)) : sum;
    }

    private Product ForwardProduct(NodeView node) => new(node.Batch, Width, node.InputSize(0), TransposeB: true);

    private Product BackwardProduct(NodeView node) => new(node.Batch, node.InputSize(0), Width);

    // Scratch: the bias of the assembled layer, used when the carrier is the constant 1, then its matrix, Width x inputs.
    private int AssembledLength(NodeView node) => Width + (Width * node.InputSize(0));

    // Scratch: the gradients of bias and matrix, then that of W without gaps.
    private int GradientLength(NodeView node) => 2 * AssembledLength(node);

    private ReadOnlySpan<double> Bias(ReadOnlySpan<double> scratch) => ReadsCarrier ? default : scratch[..Width];

    private ReadOnlySpan<double> Matrix(NodeView node, ReadOnlySpan<double> scratch) => scratch[Width..AssembledLength(node)];

    private void Assemble(NodeView node, ReadOnlySpan<double> weight, ReadOnlySpan<double> bias, ReadOnlySpan<double> carrier, Span<double> scratch)
    {
        var (inputs, columns) = (node.InputSize(0), node.InputSize(0) - Carried);
        scratch[..AssembledLength(node)].Clear();
        for (var j = 0; j < Outputs; j++)
        {
            var row = scratch.Slice(Width + (j * inputs), inputs);
            weight.Slice(j * columns, columns).CopyTo(row);
            (ReadsCarrier ? ref row[columns] : ref scratch[j]) = bias[j];
        }

        if (WritesCarrier)
            (ReadsCarrier ? ref scratch[Width + (Width * inputs) - 1] : ref scratch[Outputs]) = carrier[0];
    }

    // The gradient delta^T a of the assembled layer, or its derivative, taken apart into the blocks.
    private void Put(NodeView node, ReadOnlySpan<double> delta, ReadOnlySpan<double> previous, Span<double> scratch, bool hessian)
    {
        var (inputs, columns, length) = (node.InputSize(0), node.InputSize(0) - Carried, AssembledLength(node));
        var product = new Product(Width, inputs, node.Batch, TransposeA: true);
        var sums = scratch[..Width];
        var matrix = scratch[Width..length];
        var packed = scratch[length..];
        node.Kernels.Multiply(product, delta, node.Input(0), matrix);
        if (hessian && node.HasInputTangent(0))
            node.Kernels.Multiply(product, previous, node.InputTangent(0), matrix, Epilogue.Add(matrix));
        if (!ReadsCarrier)
            node.Kernels.ColumnSums(node.Batch, Width, delta, sums);
        for (var j = 0; j < Outputs; j++)
        {
            matrix.Slice(j * inputs, columns).CopyTo(packed[(j * columns)..]);
            if (ReadsCarrier)
                sums[j] = matrix[(j * inputs) + columns];
        }

        if (ReadsCarrier && WritesCarrier)
            sums[Outputs] = matrix[^1];
        node.Put(0, packed[..(Outputs * columns)], hessian);
        node.Put(1, sums[..Outputs], hessian);
        if (WritesCarrier)
            node.Put(2, sums.Slice(Outputs, 1), hessian);
    }
}
