namespace Marginalia.Files;

/// <summary>A constant scale and shift as a node gives them, to be folded into the layer before it or to wait for the one after it.</summary>
/// <param name="Count">The numbers along the axis: 1 or its length; with no axis, 1 or the size of an example.</param>
/// <param name="Axis">The axis of an example that they belong to; none for a single number, or for one number for each entry.</param>
/// <param name="Scale">The factors; absent for 1.</param>
/// <param name="Shift">The summands; absent for 0.</param>
/// <param name="Stored">The type in the file.</param>
/// <param name="Tensor">What messages call the constant.</param>
/// <param name="IsNormalization">Whether it is a batch normalization.</param>
internal sealed record OnnxFactor(int Count, int? Axis, Func<double[]>? Scale, Func<double[]>? Shift, ElementType Stored, string Tensor, bool IsNormalization = false)
{
    /// <summary>The most numbers that a constant is repeated to.</summary>
    private const int MaximumRepeated = 1 << 20;

    /// <summary>Applies it to a value and gives the result.</summary>
    public void Apply(OnnxSite site, OnnxMeaning.Flow input)
    {
        if (input.Axes is { } axes && Axis is { } a && axes[a] != Count)
            throw new OnnxRefusal($"'{Tensor}' has {Count} numbers for {axes[a]} channels");
        if (input is { Exclusive: true, Scaling: null, Padding: null, Affine: { } made } && Fits(made))
        {
            site.Give(input);
            OnnxFolding.After(made.Layer, Scale, Shift, Stored, Tensor);
            made.Layer.HasFoldedNormalization |= IsNormalization;
            if (!made.Layer.HasTensorName && OnnxNames.OfTensor(Tensor) is { } name && !IsNormalization)
                made.Layer.Name = name;
            site.Folded(made.Layer);
            return;
        }

        if (input.Padding is not null)
            throw new OnnxRefusal("it reads an image that was padded, which only convolutions and average pools may do");
        var next = Waiting(site, input);
        var scaling = input.Scaling is { } first ? first.Then(next) : next;
        site.Folded(scaling.Destination);
        // What waits changes no draft, so other readers of the input do not matter any more.
        site.Give(input with { Scaling = scaling, Affine = null, Exclusive = true });
    }

    private bool Fits((OnnxDraft Layer, int Axis) made) => Count == 1 || (Axis == made.Axis && Count == made.Layer.Blocks[0].Shape[0]);

    private OnnxScaling Waiting(OnnxSite site, OnnxMeaning.Flow input)
    {
        var (scale, shift, runs) = (Scale, Shift, Count);
        if (Axis is { } axis && input.Axes is { } axes && axes[..axis].Aggregate(1L, static (n, s) => n * s) is > 1 and var outer)
        {
            if (outer * Count > MaximumRepeated)
                throw new OnnxRefusal($"'{Tensor}' would have to be repeated {outer} times");
            runs = (int)outer * Count;
            (scale, shift) = (Repeated(scale, runs), Repeated(shift, runs));
        }

        return new(runs, scale, shift, Stored, site.LayerName, Tensor) { IsNormalization = IsNormalization };
    }

    private static Func<double[]>? Repeated(Func<double[]>? numbers, int count) => numbers is null ? null : () =>
    {
        var (once, all) = (numbers(), new double[count]);
        for (var i = 0; i < count; i++)
            all[i] = once[i % once.Length];
        return all;
    };
}
