using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Entries of a shape or a constant by number; of values only what is there alone, or the last state of a recurrent layer.</summary>
internal sealed class OnnxGather : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Gather"];

    public override void Read(OnnxSite site)
    {
        var indices = site.Extents(1);
        var positions = site.Integers(1);
        if (site.Input(0) is OnnxMeaning.Constant or OnnxMeaning.Extents)
        {
            var input = site.Input(0);
            var shape = input is OnnxMeaning.Constant c ? c.Value.Shape : ((OnnxMeaning.Extents)input).Shape;
            var along = OnnxAxes.Of(site.Integer("axis", 0), shape.Length);
            var places = Array.ConvertAll(positions, p => OnnxAxes.Of(p, shape[along]));
            site.Give(OnnxRearrangement.Picked(shape, along, places.Length, i => places[i], [.. shape[..along], .. indices.Shape, .. shape[(along + 1)..]]).Of(input));
            site.Ignored(input is OnnxMeaning.Extents ? OnnxShape.Proof : OnnxConstantNode.Proof);
            return;
        }

        var flow = site.Flow(0);
        if (flow.Axes is not { } axes)
        {
            site.Give(flow with { Affine = null });
            return;
        }

        var axis = OnnxAxes.Of(site.Integer("axis", 0), axes.Length + 1);
        if (axis == flow.Batch || positions.Length != 1 || indices.Shape.Length > 1)
            throw new OnnxRefusal($"it picks {positions.Length} entries along axis {axis}; only a single one beside the batch is supported");
        var own = axis > flow.Batch ? axis - 1 : axis;
        Pick(site, flow, own, OnnxAxes.Of(positions[0], axes[own]), indices.Shape.Length == 1);
    }

    /// <summary>Gives the entry at one position along an axis of a value.</summary>
    public static void Pick(OnnxSite site, OnnxMeaning.Flow flow, int axis, int position, bool keepsAxis)
    {
        var axes = flow.Axes!;
        var isLeading = axes[..axis].All(static a => a == 1);
        var full = axis < flow.Batch ? axis : axis + 1;
        int[] left = keepsAxis ? [.. axes[..axis], 1, .. axes[(axis + 1)..]] : [.. axes[..axis], .. axes[(axis + 1)..]];
        var batch = keepsAxis || full > flow.Batch ? flow.Batch : flow.Batch - 1;
        if (axes[axis] == 1)
        {
            site.Ignored(OnnxReshape.Proof);
            site.Give(flow.Reshaped(left, batch));
        }
        else if (flow is { Exclusive: true, Draft.Operation: Recurrent { ReturnsSequence: true } cell } && isLeading && axes[axis] == flow.Draft.Shape!.Dimensions[0] && position == axes[axis] - 1)
        {
            // Nothing else reads the sequence, so the layer need not return it.
            site.Give(flow with { Axes = left, Batch = batch });
            (flow.Draft.Operation, flow.Draft.Shape) = (cell with { ReturnsSequence = false }, Shape.Of(cell.Hidden));
            site.Folded(flow.Draft);
        }
        else if (flow.Draft.Operation is Concatenate joined && joined.Axis == axis && flow.Draft.Shape!.Dimensions.SequenceEqual(axes) && flow.Draft.Inputs.All(i => i.Shape!.Dimensions[axis] == 1))
        {
            // States of several layers side by side, of which one is taken out again.
            site.Give(new OnnxMeaning.Flow(flow.Draft.Inputs[position], left, batch) { Exclusive = false });
            site.Ignored("it takes one input of a concatenation out again");
        }
        else
            throw new OnnxRefusal($"it picks entry {position} of {axes[axis]}; parts of a value are not supported, except the last state of a recurrent layer");
    }
}

/// <summary>Ranges of a shape or a constant; of values only the whole, or the last state of a recurrent layer.</summary>
internal sealed class OnnxSlice : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Slice"];

    public override void Read(OnnxSite site)
    {
        var starts = site.Settings("starts", 1) ?? throw new OnnxRefusal("it does not say where it starts");
        var ends = site.Settings("ends", 2) ?? throw new OnnxRefusal("it does not say where it ends");
        var axes = site.Settings("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(static a => (long)a)];
        var steps = site.Has(4) ? site.Integers(4) : [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw new OnnxRefusal($"it has {starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps");
        var meaning = site.Input(0);
        if (meaning is OnnxMeaning.Constant or OnnxMeaning.Extents)
        {
            for (var i = 0; i < starts.Length; i++)
            {
                var shape = meaning is OnnxMeaning.Constant c ? c.Value.Shape : ((OnnxMeaning.Extents)meaning).Shape;
                var axis = OnnxAxes.Of(axes[i], shape.Length);
                var (first, step, count) = Range(starts[i], ends[i], steps[i], shape[axis]);
                int[] result = [.. shape];
                result[axis] = count;
                meaning = OnnxRearrangement.Picked(shape, axis, count, p => (int)(first + (p * step)), result).Of(meaning);
            }

            site.Give(meaning);
            site.Ignored(meaning is OnnxMeaning.Extents ? OnnxShape.Proof : OnnxConstantNode.Proof);
            return;
        }

        var flow = site.Flow(0);
        if (flow.Axes is not { } own)
        {
            site.Give(flow with { Affine = null });
            return;
        }

        var cut = new List<(int Axis, int First, int Count)>();
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = OnnxAxes.Of(axes[i], own.Length + 1);
            if (axis == flow.Batch && (starts[i] != 0 || ends[i] < int.MaxValue || steps[i] != 1))
                throw new OnnxRefusal($"it takes examples from {starts[i]} to {ends[i]} out of the batch");
            if (axis == flow.Batch)
                continue;
            var within = axis > flow.Batch ? axis - 1 : axis;
            var (first, step, count) = Range(starts[i], ends[i], steps[i], own[within]);
            if (first != 0 || step != 1 || count != own[within])
                cut.Add((within, (int)first, count));
        }

        if (cut.Count == 0)
            OnnxPass.On(site, "it takes the whole of its input");
        else if (cut.Count == 1 && cut[0].Count == 1)
            OnnxGather.Pick(site, flow, cut[0].Axis, cut[0].First, keepsAxis: true);
        else
            throw new OnnxRefusal("it takes a part of a value, which is supported for shapes and constants only");
    }

    private static (long First, long Step, int Count) Range(long start, long end, long step, int length)
    {
        if (step == 0)
            throw new OnnxRefusal("its step is 0");
        var (least, most) = step > 0 ? (0, length) : (-1, length - 1);
        var first = Math.Clamp(start < 0 ? start + length : start, least, most);
        var stop = Math.Clamp(end < 0 ? end + length : end, least, most);
        var distance = step > 0 ? stop - first : first - stop;
        return (first, step, distance <= 0 ? 0 : (int)(((distance - 1) / Math.Abs(step)) + 1));
    }
}
