using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>A product with a constant matrix: a dense layer, or one that is the same for every step of a sequence.</summary>
internal sealed class OnnxMatMul : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["MatMul"];

    public override void Read(OnnxSite site)
    {
        if (site.IsFlow(0) && site.IsFlow(1))
            throw new OnnxRefusal("it multiplies two values that both depend on the input");
        if (!site.IsFlow(0) && !site.IsFlow(1))
            Constants(site, site.Weight(0), site.Weight(1));
        else if (site.IsFlow(1))
            Left(site);
        else
            Right(site);
    }

    // The spectral norm of normalized weights is worked out from constants; vectors are rows on the left and columns on the right.
    private static void Constants(OnnxSite site, OnnxConstant left, OnnxConstant right)
    {
        if (left.Shape.Length > 2 || right.Shape.Length > 2 || left.Shape.Length * right.Shape.Length == 0 || left.Shape[^1] != right.Shape[0])
            throw new OnnxRefusal($"it multiplies constants of the shapes {left.ShapeText} and {right.ShapeText}");
        var (inner, columns) = (right.Shape[0], right.Shape.Length == 2 ? right.Shape[1] : 1);
        int[] shape = [.. left.Shape[..^1], .. right.Shape[1..]];
        site.Give(new OnnxMeaning.Constant(left.Derived(shape, left.Type, () =>
        {
            var (a, b) = (left.Read(), right.Read());
            var product = new double[a.Length / inner * columns];
            for (var i = 0; i < product.Length; i++)
                for (var k = 0; k < inner; k++)
                    product[i] += a[(i / columns * inner) + k] * b[(k * columns) + (i % columns)];
            return product;
        }, right)));
        site.Ignored(OnnxConstantNode.Proof);
    }

    // W x with the examples as columns.
    private static void Left(OnnxSite site)
    {
        var input = site.RawFlow(1);
        if (input.Axes is { } axes && (axes.Length != 1 || input.Batch != 1))
            throw new OnnxRefusal($"its second input has {axes.Length + 1} axes of which the batch is number {input.Batch}, where 2 and 1 are needed");
        var layer = OnnxDense.Add(site, input, site.Weight(0), transposed: false, 1, null, 1);
        site.Give(new OnnxMeaning.Flow(layer, input.Axes is null ? null : [layer.Blocks[0].Shape[0]], 1) { Affine = (layer, 0) });
    }

    private static void Right(OnnxSite site)
    {
        var (input, weight) = (site.RawFlow(0), site.Weight(1));
        if (input.Axes is { } axes)
        {
            if (axes.Length == 0 || input.Batch == axes.Length)
                throw new OnnxRefusal("it multiplies along the axis of the batch");
            if (input.Size != axes[^1])
            {
                Steps(site, site.Settled(input), weight);
                return;
            }
        }

        var layer = OnnxDense.Add(site, input, weight, transposed: true, 1, null, 1);
        var outputs = layer.Blocks[0].Shape[0];
        int[]? result = input.Axes is null ? null : [.. input.Axes[..^1], outputs];
        site.Give(new OnnxMeaning.Flow(layer, result, input.Batch) { Affine = (layer, (result?.Length ?? 1) - 1) });
    }

    // Weights shared by all steps are a convolution with a window of one step.
    private static void Steps(OnnxSite site, OnnxMeaning.Flow input, OnnxConstant weight)
    {
        var block = OnnxDense.Block(weight, transposed: true, 1);
        var (features, outputs) = (input.Axes![^1], block.Shape[0]);
        if (block.Shape[1] != features)
            throw new OnnxRefusal($"'{weight.Name}' of shape {weight.ShapeText} does not fit {features} features");
        var steps = input.Size / features;
        var units = site.Drafts.Permuted(site.Shaped(input, steps, features), site.LayerName + ".units", 1, 0);
        var line = site.Drafts.Shaped(units, site.LayerName + ".line", features, 1, steps);
        var layer = site.AddLayer(new Convolution(outputs, new Window(1, 1), false), line, [block with { Name = "K", Shape = [outputs, features, 1, 1] }], weight.Name);
        var back = site.Drafts.Permuted(site.Drafts.Shaped(layer, site.LayerName + ".flat", outputs, steps), site.LayerName + ".steps", 1, 0);
        int[] axes = [.. input.Axes[..^1], outputs];
        site.Give(new OnnxMeaning.Flow(back, axes, input.Batch) { Affine = (layer, axes.Length - 1) });
    }
}
