using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Convolutions of one or two spatial axes, with constant kernel and bias.</summary>
internal sealed class OnnxConvolution : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Conv"];

    public override void Read(OnnxSite site)
    {
        var (input, kernel) = (site.RawFlow(0), site.Weight(1));
        if (kernel.Shape.Length is < 3 or > 4)
            throw new OnnxRefusal($"'{kernel.Name}' has the shape {kernel.ShapeText}; kernels of one or two spatial axes are supported");
        var spatial = kernel.Shape[2..];
        if (site.Integers("kernel_shape") is { } said && !said.SequenceEqual(spatial.Select(static s => (long)s)))
            throw new OnnxRefusal($"its attribute 'kernel_shape' is {string.Join(" x ", said)} but '{kernel.Name}' has the shape {kernel.ShapeText}");
        if (input.Axes is not null && (input.Batch != 0 || input.Axes.Length != kernel.Shape.Length - 1))
            throw new OnnxRefusal($"its input has {input.Axes.Length + 1} axes of which the batch is number {input.Batch}; {kernel.Shape.Length} and 0 are needed");
        var window = OnnxWindow.Read(site, [.. spatial], input.Axes?[1..], input.Padding);
        var (channels, groups) = (kernel.Shape[0], site.Integer("group", 1));
        if (groups < 1 || groups > channels)
            throw new OnnxRefusal($"its attribute 'group' is {groups} for {channels} output channels");
        var bias = site.Has(2) ? site.Weight(2) : null;
        if (bias is not null && !bias.Shape.SequenceEqual([channels]))
            throw new OnnxRefusal($"'{bias.Name}' has the shape {bias.ShapeText} where {channels} numbers are needed");
        var block = new OnnxBlock("K", BlockKind.Weight, [channels, kernel.Shape[1], window.Height, window.Width], kernel.Type!.Value, kernel.Name, kernel.Read);
        OnnxBlock[] blocks = bias is null ? [block] : [block, new("b", BlockKind.Bias, bias.Shape, bias.Type!.Value, bias.Name, bias.Read)];
        var image = input.Axes is null ? null : OnnxWindow.Image(input.Axes);
        var layer = OnnxDense.Add(
            site, input with { Padding = null }, new Convolution(channels, window, bias is not null, (int)groups), blocks,
            flow => image is null ? flow.Draft : site.Shaped(flow, image), kernel.Name, bias?.Name ?? "");
        site.Give(new OnnxMeaning.Flow(layer, OnnxWindow.Axes(layer, input.Axes), 0) { Affine = (layer, 0) });
    }
}
