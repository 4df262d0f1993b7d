namespace Marginalia.Files;

/// <summary>Leaves out axes of length 1.</summary>
internal sealed class OnnxSqueeze : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Squeeze"];

    public override void Read(OnnxSite site)
    {
        var settings = site.Settings("axes", 1);
        if (site.Input(0) is OnnxMeaning.Constant or OnnxMeaning.Extents)
        {
            var input = site.Input(0);
            var shape = input is OnnxMeaning.Constant c ? c.Value.Shape : ((OnnxMeaning.Extents)input).Shape;
            var left = Left(shape, settings);
            site.Give(OnnxRearrangement.Reshaped([.. left.Select(a => shape[a])]).Of(input));
            site.Ignored(OnnxConstantNode.Proof);
            return;
        }

        var flow = site.RawFlow(0);
        site.Ignored(OnnxReshape.Proof);
        if (flow.Axes is not { } axes)
        {
            site.Give(flow);
            return;
        }

        if (settings is null && site.FixedBatch == 1)
            throw new OnnxRefusal("it does not say which axes it leaves out, and the batch of 1 may be among them");
        // The batch counts as an axis that cannot be left out.
        int[] full = [.. flow.Full.Select(static d => (int)(d ?? 2))];
        if (settings is not null && OnnxAxes.Of(settings, full.Length).Contains(flow.Batch))
            throw new OnnxRefusal($"it leaves out axis {flow.Batch}, the batch");
        var kept = Left(full, settings);
        site.Give(flow.Reshaped([.. kept.Where(a => a != flow.Batch).Select(a => full[a])], Array.IndexOf(kept, flow.Batch)));
    }

    private static int[] Left(int[] shape, long[]? settings)
    {
        var gone = settings is null ? [.. Enumerable.Range(0, shape.Length).Where(a => shape[a] == 1)] : OnnxAxes.Of(settings, shape.Length);
        return Array.Find(gone, a => shape[a] != 1) is var wrong && gone.Contains(wrong) && shape[wrong] != 1
            ? throw new OnnxRefusal($"it leaves out axis {wrong}, which has the length {shape[wrong]}")
            : [.. Enumerable.Range(0, shape.Length).Except(gone)];
    }
}

/// <summary>Puts in axes of length 1.</summary>
internal sealed class OnnxUnsqueeze : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Unsqueeze"];

    public override void Read(OnnxSite site)
    {
        var settings = site.Settings("axes", 1) ?? throw new OnnxRefusal("it does not say where it puts axes in");
        if (site.Input(0) is OnnxMeaning.Constant or OnnxMeaning.Extents)
        {
            var input = site.Input(0);
            var shape = input is OnnxMeaning.Constant c ? c.Value.Shape : ((OnnxMeaning.Extents)input).Shape;
            site.Give(OnnxRearrangement.Reshaped([.. With([.. shape.Select(static s => (long?)s)], settings).Select(static s => (int)s!)]).Of(input));
            site.Ignored(OnnxConstantNode.Proof);
            return;
        }

        var flow = site.RawFlow(0);
        site.Ignored(OnnxReshape.Proof);
        if (flow.Axes is null)
        {
            site.Give(flow);
            return;
        }

        var full = With(flow.Full, settings);
        site.Give(flow.Reshaped([.. full.Where(static d => d is not null).Select(static d => (int)d!)], Array.IndexOf(full, null)));
    }

    private static long?[] With(long?[] shape, long[] settings)
    {
        if (shape.Length + settings.Length > 32)
            throw new OnnxRefusal($"it makes {shape.Length + settings.Length} axes");
        var added = OnnxAxes.Of(settings, shape.Length + settings.Length);
        var rest = new Queue<long?>(shape);
        return [.. Enumerable.Range(0, shape.Length + settings.Length).Select(a => added.Contains(a) ? 1 : rest.Dequeue())];
    }
}
