using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Maximum and average under a window.</summary>
internal sealed class OnnxPool : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["MaxPool", "AveragePool"];

    public override void Read(OnnxSite site)
    {
        var isAverage = site.Node.Operator == "AveragePool";
        if (site.IsUsed(1))
            throw new OnnxRefusal("the places of its maxima are used");
        if (site.Integer("storage_order", 0) != 0)
            throw new OnnxRefusal("its attribute 'storage_order' is not 0");
        var kernel = site.Integers("kernel_shape") ?? throw new OnnxRefusal("it lacks the attribute 'kernel_shape'");
        var input = isAverage ? site.RawFlow(0) : site.Flow(0);
        var padding = input.Padding;
        input = site.Settled(input with { Padding = null });
        if (input.Axes is not null && input.Batch != 0)
            throw new OnnxRefusal($"the batch is axis {input.Batch} of its input where it has to be axis 0");
        var window = OnnxWindow.Read(site, kernel, input.Axes?[1..], padding);
        var countsPadding = isAverage && (padding is not null || site.Integer("count_include_pad", 0) != 0);
        if (padding is not null && site.Integer("count_include_pad", 0) == 0 && (site.Integers("pads") ?? []).Any(static p => p != 0))
            throw new OnnxRefusal("it does not count its padding but that of the node before");
        if (site.Integer("ceil_mode", 0) != 0 && input.Axes is not null)
            (window, countsPadding) = Ceiled(window, OnnxWindow.Image(input.Axes), countsPadding);
        var image = input.Axes is null ? input.Draft : site.Shaped(input, OnnxWindow.Image(input.Axes));
        var pool = site.Add(isAverage ? new AveragePool(window, countsPadding) : new MaxPool(window), image);
        site.Give(new OnnxMeaning.Flow(pool, OnnxWindow.Axes(pool, input.Axes), 0));
    }

    /// <summary>Rounding the number of places up is padding at the far end, of places that begin within the image.</summary>
    private static (Window Window, bool CountsPadding) Ceiled(Window window, int[] image, bool countsPadding)
    {
        var below = Overhang(image[1], window.PadTop, window.PadBottom, window.Height, window.StrideY, window.DilationY);
        var right = Overhang(image[2], window.PadLeft, window.PadRight, window.Width, window.StrideX, window.DilationX);
        if (below == 0 && right == 0)
            return (window, countsPadding);
        // What hangs over is never counted; declared padding is, so both together have no counterpart.
        if (countsPadding && (window.PadTop | window.PadBottom | window.PadLeft | window.PadRight) != 0)
            throw new OnnxRefusal("its attribute 'ceil_mode' together with padding that is counted is not supported");
        return (window with { PadBottom = window.PadBottom + below, PadRight = window.PadRight + right }, false);
    }

    private static int Overhang(int size, int before, int after, int window, int stride, int dilation)
    {
        var room = (long)size + before + after - ((long)dilation * (window - 1)) - 1;
        if (room < 0)
            return 0;
        var last = (room + stride - 1) / stride * stride;
        if (last >= (long)size + before)
            last -= stride;
        return (int)Math.Max(0, last - room);
    }
}

/// <summary>Maximum and average over the whole image.</summary>
internal sealed class OnnxGlobalPool : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["GlobalAveragePool", "GlobalMaxPool"];

    public override void Read(OnnxSite site)
    {
        var input = site.Flow(0);
        if (input.Axes is { } axes && (input.Batch != 0 || axes.Length < 2))
            throw new OnnxRefusal($"its input has {axes.Length + 1} axes of which the batch is number {input.Batch}; images have the batch first, then channels");
        var pool = Over(site, input, 1, site.Node.Operator == "GlobalAveragePool");
        site.Give(new OnnxMeaning.Flow(pool, input.Axes is null ? null : [input.Axes[0], .. Enumerable.Repeat(1, input.Axes.Length - 1)], 0));
    }

    /// <summary>Pools over all axes from one on.</summary>
    public static OnnxDraft Over(OnnxSite site, OnnxMeaning.Flow input, int from, bool isAverage)
    {
        if (input.Axes is not { } axes)
            return site.Add(isAverage ? new GlobalAveragePool() : new MaxPool(new Window(1, 1)), input.Draft);

        var (channels, pixels) = (Size(axes[..from]), Size(axes[from..]));
        int[] image = from == 1 && axes.Length == 3 ? axes : [channels, 1, pixels];
        return site.Add(isAverage ? new GlobalAveragePool() : new MaxPool(new Window(image[1], image[2])), site.Shaped(input, image));

        static int Size(int[] sizes) => sizes.Aggregate(1, static (n, s) => n * s);
    }
}

/// <summary>Mean and maximum over axes, which is what programs write for a global pool.</summary>
internal sealed class OnnxReduction : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["ReduceMean", "ReduceMax"];

    public override void Read(OnnxSite site)
    {
        var (settings, keeps) = (site.Settings("axes", 1), site.Integer("keepdims", 1) != 0);
        var input = site.Flow(0);
        if (input.Axes is not { } axes)
        {
            site.Give(new OnnxMeaning.Flow(OnnxGlobalPool.Over(site, input, 0, site.Node.Operator == "ReduceMean"), null, 0));
            return;
        }

        var reduced = settings is null ? throw new OnnxRefusal("it reduces all axes, the batch among them") : OnnxAxes.Of(settings, axes.Length + 1).Order().ToList();
        if (reduced.Count == 0 || reduced.Contains(input.Batch))
            throw new OnnxRefusal(reduced.Count == 0 ? "it reduces no axis" : $"it reduces axis {input.Batch}, the batch");
        var own = reduced.ConvertAll(a => a > input.Batch ? a - 1 : a);
        int[] kept = [.. Enumerable.Range(0, axes.Length).Except(own)];
        if (own[0] != kept.Length)
        {
            // Channels last: bring them to the front.
            int[] order = [.. kept, .. own];
            input = new OnnxMeaning.Flow(site.Drafts.Permuted(site.Shaped(input, axes), site.NodeName + ".order", order), Array.ConvertAll(order, a => axes[a]), input.Batch);
        }

        var pool = OnnxGlobalPool.Over(site, input, kept.Length, site.Node.Operator == "ReduceMean");
        site.Give(keeps
            ? new OnnxMeaning.Flow(pool, [.. axes.Select((s, a) => own.Contains(a) ? 1 : s)], input.Batch)
            : new OnnxMeaning.Flow(pool, Array.ConvertAll(kept, a => axes[a]), input.Batch - reduced.Count(a => a < input.Batch)));
    }
}

/// <summary>Zeros around an image, which wait for the window after them.</summary>
internal sealed class OnnxPad : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Pad"];

    public override void Read(OnnxSite site)
    {
        var pads = site.Settings("pads", 1) ?? throw new OnnxRefusal("it does not say how much it adds");
        if (Array.TrueForAll(pads, static p => p == 0))
        {
            OnnxPass.On(site, "it adds nothing");
            return;
        }

        if (site.Text("mode", "constant") is not "constant" and var mode)
            throw new OnnxRefusal($"its mode is '{mode}'; only padding with zeros is supported");
        var value = site.Has(2) ? site.Constant(2).Scalar() : site.Real("value", 0);
        if (value != 0)
            throw new OnnxRefusal($"it pads with {OnnxConstant.Text(value)}; only padding with zeros is supported");
        var input = site.Flow(0);
        if (input.Axes is not { } axes)
        {
            site.Give(input with { Affine = null });
            return;
        }

        var rank = axes.Length + 1;
        if (site.Has(3) || pads.Length != 2 * rank || input.Batch != 0 || rank is < 3 or > 4)
            throw new OnnxRefusal($"it adds {string.Join(", ", pads)} to {rank} axes; images have a batch, channels and one or two further axes");
        if (Array.FindIndex(pads, static p => p is < 0 or > 1 << 24) is >= 0 and var bad)
            throw new OnnxRefusal($"it adds {pads[bad]} along axis {bad % rank}");
        if (pads[0] != 0 || pads[1] != 0 || pads[rank] != 0 || pads[rank + 1] != 0)
            throw new OnnxRefusal("it pads the batch or the channels");
        int[] around = rank == 3 ? [0, (int)pads[2], 0, (int)pads[5]] : [(int)pads[2], (int)pads[3], (int)pads[6], (int)pads[7]];
        site.Give(input with { Padding = around, Affine = null });
        site.Ignored("its zeros are the padding of the nodes that read it");
    }
}
