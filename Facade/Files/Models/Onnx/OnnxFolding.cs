using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Scales and shifts that go into the weights of the layer before or after them.</summary>
internal static class OnnxFolding
{
    /// <summary>Scales and shifts the outputs of a layer: <c>W &lt;- s W</c>, <c>b &lt;- s b + t</c>, row by row.</summary>
    /// <param name="layer">A dense layer or a convolution.</param>
    /// <param name="scale">One factor, or one for each output; absent for 1.</param>
    /// <param name="shift">One summand, or one for each output; absent for 0.</param>
    /// <param name="stored">The type of a bias that is new.</param>
    /// <param name="tensor">What messages call it.</param>
    public static void After(OnnxDraft layer, Func<double[]>? scale, Func<double[]>? shift, ElementType stored, string tensor)
    {
        var (weight, bias) = (layer.Blocks[0], layer.Blocks.Length > 1 ? layer.Blocks[1] : null);
        var rows = weight.Shape[0];
        var scaled = scale is null ? weight : weight with { Read = () => Rows(weight.Read(), OnnxScaling.Spread(scale(), rows)) };
        var shifted = bias is null
            ? shift is null ? null : OnnxBlock.Bias("b", rows, stored, tensor, () => OnnxScaling.Spread(shift(), rows))
            : bias with { Read = () => Moved(bias.Read(), scale, shift) };
        Replace(layer, scaled, shifted);
    }

    /// <summary>Scales and shifts the inputs of a layer, if that can be had exactly: <c>b &lt;- b + W t</c>, then <c>W &lt;- W s</c>, column by column.</summary>
    /// <returns>Whether it was done; a convolution with padding cannot take a shift, which would have to be in the padding too.</returns>
    public static bool Before(OnnxDraft layer, OnnxScaling scaling)
    {
        var (weight, bias) = (layer.Blocks[0], layer.Blocks.Length > 1 ? layer.Blocks[1] : null);
        var convolution = layer.Operation as Convolution;
        var groups = convolution?.Groups ?? 1;
        var inputs = weight.Shape[1] * groups;
        if (inputs % scaling.Runs != 0)
            return false;
        if (convolution is { Window: var w } && scaling.Shift is not null && (w.PadTop | w.PadLeft | w.PadBottom | w.PadRight) != 0)
            return false;
        var scaled = scaling.Scale is not { } scale ? weight : weight with { Read = () => Columns(weight, groups, OnnxScaling.Spread(scale(), inputs)) };
        var shifted = scaling.Shift is not { } shift ? bias : OnnxBlock.Bias(
            "b", weight.Shape[0], bias?.Stored ?? scaling.Stored, bias?.Tensor ?? scaling.Tensor, () => Carried(weight, bias, groups, OnnxScaling.Spread(shift(), inputs)));
        Replace(layer, scaled, shifted);
        scaling.Destination.Into = layer;
        layer.HasFoldedNormalization |= scaling.IsNormalization;
        return true;
    }

    private static void Replace(OnnxDraft layer, OnnxBlock weight, OnnxBlock? bias)
    {
        layer.Blocks = bias is null ? [weight] : [weight, bias];
        layer.Operation = layer.Operation switch
        {
            Dense d => d with { HasBias = bias is not null },
            Convolution c => c with { HasBias = bias is not null },
            var other => throw new InvalidOperationException($"{other?.Kind} is no affine layer."),
        };
    }

    private static double[] Rows(double[] weight, double[] scale)
    {
        var columns = weight.Length / scale.Length;
        for (var i = 0; i < weight.Length; i++)
            weight[i] *= scale[i / columns];
        return weight;
    }

    private static double[] Moved(double[] bias, Func<double[]>? scale, Func<double[]>? shift)
    {
        var (s, t) = (scale is null ? null : OnnxScaling.Spread(scale(), bias.Length), shift is null ? null : OnnxScaling.Spread(shift(), bias.Length));
        for (var i = 0; i < bias.Length; i++)
            bias[i] = ((s?[i] ?? 1) * bias[i]) + (t?[i] ?? 0);
        return bias;
    }

    // Row r belongs to group r * groups / rows, whose inputs are consecutive.
    private static double[] Columns(OnnxBlock block, int groups, double[] scale)
    {
        var weight = block.Read();
        var (rows, inputs) = (block.Shape[0], block.Shape[1]);
        var entries = weight.Length / rows / inputs;
        for (var i = 0; i < weight.Length; i++)
        {
            var row = i / (inputs * entries);
            weight[i] *= scale[((int)((long)row * groups / rows) * inputs) + (i / entries % inputs)];
        }

        return weight;
    }

    private static double[] Carried(OnnxBlock block, OnnxBlock? bias, int groups, double[] shift)
    {
        var weight = block.Read();
        var (rows, inputs) = (block.Shape[0], block.Shape[1]);
        var entries = weight.Length / rows / inputs;
        var carried = bias?.Read() ?? new double[rows];
        for (var i = 0; i < weight.Length; i++)
        {
            var row = i / (inputs * entries);
            carried[row] += weight[i] * shift[((int)((long)row * groups / rows) * inputs) + (i / entries % inputs)];
        }

        return carried;
    }
}
