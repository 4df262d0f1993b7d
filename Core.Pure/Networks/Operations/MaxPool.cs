using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Networks;

/// <summary>The maximum of each channel under a sliding window; padding never wins.</summary>
/// <remarks>Of equal pixels the first in reading order counts as the maximum and gets the derivative.</remarks>
/// <param name="Window">The window; its padding must be smaller than what it reaches over, so that every place meets a pixel.</param>
public sealed record MaxPool(Window Window) : Operation
{
    /// <inheritdoc/>
    public override string Kind => "maxPool";

    /// <inheritdoc/>
    public override string Text => $"max pool {Window}";

    /// <inheritdoc/>
    public override Validation<Error, Shape> Output(Arr<Shape> inputs)
    {
        if (inputs.Count != 1)
            return Fail<Error, Shape>(new Error.ShapeMismatch("The list of inputs of a max pool", $"{inputs.Count}", "1"));
        var errors = Window.Errors("a max pool", inputs[0]);
        if (errors.IsEmpty && !PoolWindows.MeetPixels(Window, inputs[0]))
            errors = errors.Add(PoolWindows.PaddingTooLarge(Window));
        return errors.IsEmpty
            ? Success<Error, Shape>(Shape.Of(inputs[0].Dimensions[0], Window.OutputHeight(inputs[0].Dimensions[1]), Window.OutputWidth(inputs[0].Dimensions[2])))
            : Validation<Error, Shape>.Fail(errors);
    }

    /// <inheritdoc/>
    public override Arr<BlockShape> Blocks(Arr<Shape> inputs) => Arr<BlockShape>.Empty;

    /// <inheritdoc/>
    public override Homogeneity Degrees(Arr<Arr<int>> inputs, int own) => new Homogeneity.Degrees(inputs[0]);

    // Kept: the place of each maximum in its example; integers below 2^53 are exact doubles.
    internal override int SavedLength(Arr<Shape> inputs, int batch) =>
        batch * inputs[0].Dimensions[0] * Window.OutputHeight(inputs[0].Dimensions[1]) * Window.OutputWidth(inputs[0].Dimensions[2]);

    internal override void Forward(NodeView node)
    {
        var grid = new WindowGrid(Window, node.InputShape(0));
        for (var e = 0; e < node.Batch; e++)
        {
            var image = node.Input(0).Slice(e * node.InputSize(0), node.InputSize(0));
            var at = e * node.OutputSize;
            for (var c = 0; c < grid.Channels; c++)
                for (var oy = 0; oy < grid.OutputHeight; oy++)
                    for (var ox = 0; ox < grid.OutputWidth; ox++, at++)
                    {
                        var best = Best(grid, image, c, oy, ox);
                        node.Saved[at] = best;
                        node.Output[at] = image[best];
                    }
        }
    }

    internal override void Backward(NodeView node)
    {
        if (node.NeedsInputCotangent(0))
            Scatter(node, node.Cotangent, node.InputCotangent(0));
    }

    internal override void ForwardTangent(NodeView node)
    {
        if (!node.HasInputTangent(0))
        {
            node.OutputTangent.Clear();
            return;
        }

        var tangent = node.OutputTangent;
        for (var i = 0; i < tangent.Length; i++)
            tangent[i] = node.InputTangent(0)[(i / node.OutputSize * node.InputSize(0)) + (int)node.Saved[i]];
    }

    internal override void BackwardTangent(NodeView node)
    {
        if (!node.NeedsInputCotangent(0))
            return;
        Scatter(node, node.Cotangent, node.InputCotangent(0));
        Scatter(node, node.CotangentTangent, node.InputCotangentTangent(0));
    }

    private int Best(in WindowGrid grid, ReadOnlySpan<double> image, int c, int oy, int ox)
    {
        var best = -1;
        for (var ky = 0; ky < Window.Height; ky++)
            for (var kx = 0; kx < Window.Width; kx++)
            {
                var place = grid.Pixel(c, oy, ox, ky, kx);
                // A NaN must not vanish: it wins and stays.
                if (place >= 0 && (best < 0 || image[place] > image[best] || (double.IsNaN(image[place]) && !double.IsNaN(image[best]))))
                    best = place;
            }

        return best;
    }

    private static void Scatter(NodeView node, ReadOnlySpan<double> from, Span<double> to)
    {
        if (!node.Accumulates(0))
            to.Clear();
        for (var i = 0; i < from.Length; i++)
            to[(i / node.OutputSize * node.InputSize(0)) + (int)node.Saved[i]] += from[i];
    }
}
