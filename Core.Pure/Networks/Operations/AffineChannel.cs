using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>A scale and a shift for each channel, <c>y_c = s_c x_c + t_c</c>: what a batch normalization with fixed statistics is.</summary>
/// <remarks>A channel is the first axis of an example. With <c>s = gamma / sqrt(variance + epsilon)</c> and <c>t = beta - s mean</c> it is the normalization in inference.</remarks>
public sealed record AffineChannel : Operation
{
    /// <inheritdoc/>
    public override string Kind => "affineChannel";

    /// <inheritdoc/>
    public override string Text => "affine map of each channel";

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs) => inputs.Count == 1
        ? Success<Error, Shape>(inputs[0])
        : Fail<Error, Shape>(new Error.ShapeMismatch("The list of inputs of a channel-wise affine map", $"{inputs.Count}", "1"));

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs) => Array(
        new BlockShape("scale", BlockKind.Scale, Array(inputs[0].Dimensions[0])),
        new BlockShape("shift", BlockKind.Bias, Array(inputs[0].Dimensions[0])));

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) => inputs[0].Exists(static d => d > 0)
        ? new Homogeneity.Absent("a shift after the first layer does not scale with the layers before it")
        : new Homogeneity.Degrees(inputs[0]);

    internal override void Forward(NodeView node) => Map(node, node.Input(0), node.Parameters(0), node.Parameters(1), node.Output, adds: false);

    internal override void Backward(NodeView node)
    {
        if (node.NeedsInputCotangent(0))
            Map(node, node.Cotangent, node.Parameters(0), default, node.InputCotangent(0), node.Accumulates(0));
        if (node.HasSink)
            Put(node, node.Cotangent, default, hessian: false);
    }

    internal override void ForwardTangent(NodeView node)
    {
        Map(node, node.Input(0), node.Direction(0), node.Direction(1), node.OutputTangent, adds: false);
        if (node.HasInputTangent(0))
            Map(node, node.InputTangent(0), node.Parameters(0), default, node.OutputTangent, adds: true);
    }

    internal override void BackwardTangent(NodeView node)
    {
        if (node.NeedsInputCotangent(0))
        {
            Map(node, node.Cotangent, node.Parameters(0), default, node.InputCotangent(0), node.Accumulates(0));
            Map(node, node.CotangentTangent, node.Parameters(0), default, node.InputCotangentTangent(0), node.Accumulates(0));
            Map(node, node.Cotangent, node.Direction(0), default, node.InputCotangentTangent(0), adds: true);
        }

        if (node.HasSink)
            Put(node, node.Cotangent, default, hessian: false);
        if (node.HasHessianSink)
            Put(node, node.CotangentTangent, node.Cotangent, hessian: true);
    }

    internal override void AddGradientNorms(NodeView node, Span<double> norms)
    {
        var channels = node.InputShape(0).Dimensions[0];
        for (var e = 0; e < node.Batch; e++)
        {
            for (var c = 0; c < channels; c++)
            {
                var scale = node.Kernels.Dot(Pixels(node, node.Cotangent, e, c), Pixels(node, node.Input(0), e, c));
                var shift = node.Kernels.Sum(Pixels(node, node.Cotangent, e, c));
                norms[e] += (scale * scale) + (shift * shift);
            }
        }
    }

    internal override void AddGram(NodeView node, Span<double> gram)
    {
        var (batch, channels) = (node.Batch, node.InputShape(0).Dimensions[0]);
        var gradients = node.Scratch(2 * batch * channels);
        for (var e = 0; e < batch; e++)
        {
            for (var c = 0; c < channels; c++)
            {
                gradients[(2 * ((e * channels) + c)) + 0] = node.Kernels.Dot(Pixels(node, node.Cotangent, e, c), Pixels(node, node.Input(0), e, c));
                gradients[(2 * ((e * channels) + c)) + 1] = node.Kernels.Sum(Pixels(node, node.Cotangent, e, c));
            }
        }

        node.Kernels.Multiply(new Product(batch, batch, 2 * channels, TransposeB: true), gradients, gradients, gram, Epilogue.Add(gram));
    }

    private static void Map(NodeView node, ReadOnlySpan<double> from, ReadOnlySpan<double> scale, ReadOnlySpan<double> shift, Span<double> to, bool adds)
    {
        var channels = node.InputShape(0).Dimensions[0];
        var pixels = node.OutputSize / channels;
        for (var row = 0; row < node.Batch * channels; row++)
        {
            var (s, t) = (scale[row % channels], shift.IsEmpty ? 0 : shift[row % channels]);
            for (var i = row * pixels; i < (row + 1) * pixels; i++)
                to[i] = Math.FusedMultiplyAdd(s, from[i], adds ? to[i] : t);
        }
    }

    private static void Put(NodeView node, ReadOnlySpan<double> delta, ReadOnlySpan<double> previous, bool hessian)
    {
        var channels = node.InputShape(0).Dimensions[0];
        var sums = node.Scratch(2 * channels);
        sums.Clear();
        for (var e = 0; e < node.Batch; e++)
        {
            for (var c = 0; c < channels; c++)
            {
                sums[c] += node.Kernels.Dot(Pixels(node, delta, e, c), Pixels(node, node.Input(0), e, c));
                if (hessian && node.HasInputTangent(0))
                    sums[c] += node.Kernels.Dot(Pixels(node, previous, e, c), Pixels(node, node.InputTangent(0), e, c));
                sums[channels + c] += node.Kernels.Sum(Pixels(node, delta, e, c));
            }
        }

        node.Put(0, sums[..channels], hessian);
        node.Put(1, sums[channels..], hessian);
    }

    private static ReadOnlySpan<double> Pixels(NodeView node, ReadOnlySpan<double> values, int example, int channel)
    {
        var pixels = node.OutputSize / node.InputShape(0).Dimensions[0];
        return values.Slice((example * node.OutputSize) + (channel * pixels), pixels);
    }
}
