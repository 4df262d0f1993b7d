using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>The window of a convolution or pool, of one spatial axis or two; one axis is an image of one row.</summary>
internal static class OnnxWindow
{
    /// <summary>No window is larger than this in any way, so that no place overflows.</summary>
    private const long Most = 1 << 24;

    /// <summary>Reads the attributes of a window.</summary>
    /// <param name="site">The node.</param>
    /// <param name="kernel">The rows and columns, or the columns.</param>
    /// <param name="image">The spatial axes of the input, if they are known.</param>
    /// <param name="padding">Padding that comes from a node before: top, left, bottom, right.</param>
    public static Window Read(OnnxSite site, long[] kernel, int[]? image, int[]? padding)
    {
        var rank = kernel.Length;
        if (rank is < 1 or > 2)
            throw new OnnxRefusal($"its window has {rank} axes; images have one or two");
        if (image is not null && image.Length != rank)
            throw new OnnxRefusal($"its window has {rank} axes on an image of {image.Length}");
        Check("kernel_shape", kernel, rank, 1);
        var strides = Check("strides", site.Integers("strides") ?? Ones(rank), rank, 1);
        var dilations = Check("dilations", site.Integers("dilations") ?? Ones(rank), rank, 1);
        var pads = Pads(site, kernel, strides, dilations, image);
        var (row, y, x) = (rank == 1, 0, rank - 1);
        return new(
            row ? 1 : (int)kernel[y], (int)kernel[x], row ? 1 : (int)strides[y], (int)strides[x],
            (row ? 0 : (int)pads[y]) + (padding?[0] ?? 0), (int)pads[x] + (padding?[1] ?? 0),
            (row ? 0 : (int)pads[rank + y]) + (padding?[2] ?? 0), (int)pads[rank + x] + (padding?[3] ?? 0),
            row ? 1 : (int)dilations[y], (int)dilations[x]);
    }

    /// <summary>The axes of an example as an image, channels x height x width.</summary>
    public static int[] Image(int[] axes) => axes.Length switch
    {
        2 => [axes[0], 1, axes[1]],
        3 => axes,
        var n => throw new OnnxRefusal($"its input has {n + 1} axes; images have a batch, channels and one or two further axes"),
    };

    /// <summary>The axes of the image that came out, as many as went in.</summary>
    public static int[]? Axes(OnnxDraft image, int[]? input) => image.Shape is not { } shape || input is null
        ? null
        : input.Length == 2 ? [shape.Dimensions[0], shape.Dimensions[2]] : [.. shape.Dimensions];

    private static long[] Pads(OnnxSite site, long[] kernel, long[] strides, long[] dilations, int[]? image)
    {
        var rank = kernel.Length;
        var mode = site.Text("auto_pad", "NOTSET");
        switch (mode)
        {
            case "NOTSET":
                return Check("pads", site.Integers("pads") ?? new long[2 * rank], 2 * rank, 0);
            case "VALID":
                return new long[2 * rank];
            case "SAME_UPPER" or "SAME_LOWER":
                if (image is null)
                    return new long[2 * rank];
                var pads = new long[2 * rank];
                for (var a = 0; a < rank; a++)
                {
                    var steps = (image[a] + strides[a] - 1) / strides[a];
                    var total = Math.Max(0, ((steps - 1) * strides[a]) + ((kernel[a] - 1) * dilations[a]) + 1 - image[a]);
                    pads[a] = mode == "SAME_UPPER" ? total / 2 : total - (total / 2);
                    pads[rank + a] = total - pads[a];
                }

                return Check("auto_pad", pads, 2 * rank, 0);
            default:
                throw new OnnxRefusal($"its attribute 'auto_pad' is '{mode}'");
        }
    }

    private static long[] Ones(int rank) => [.. Enumerable.Repeat(1L, rank)];

    private static long[] Check(string name, long[] values, int length, long least)
    {
        if (values.Length != length)
            throw new OnnxRefusal($"its attribute '{name}' has {values.Length} numbers where {length} are needed");
        var bad = Array.FindIndex(values, v => v < least || v > Most);
        return bad < 0 ? values : throw new OnnxRefusal($"its attribute '{name}' holds {values[bad]}, which is not between {least} and {Most}");
    }
}
