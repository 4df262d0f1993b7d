using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Values side by side; also constants and pieces of shapes.</summary>
internal sealed class OnnxConcat : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Concat"];

    public override void Read(OnnxSite site)
    {
        var count = site.Node.Inputs.Count;
        if (count == 0)
            throw new OnnxRefusal("it has no inputs");
        if (Enumerable.Range(0, count).Any(site.IsFlow))
            Flows(site, count);
        else
            Constants(site, [.. Enumerable.Range(0, count).Select(site.Input)]);
    }

    private static void Constants(OnnxSite site, OnnxMeaning[] inputs)
    {
        var shapes = Array.ConvertAll(inputs, static i => i switch
        {
            OnnxMeaning.Constant c => c.Value.Shape,
            OnnxMeaning.Extents e => e.Shape,
            var other => throw new OnnxRefusal($"it puts {other.Words} beside a constant"),
        });
        var axis = OnnxAxes.Of(site.Integer("axis", 0), shapes[0].Length);
        if (Array.Find(shapes, s => s.Length != shapes[0].Length || s.Where((d, a) => a != axis && d != shapes[0][a]).Any()) is { } wrong)
            throw new OnnxRefusal($"the shapes {NumericArray.Text(shapes[0])} and {NumericArray.Text(wrong)} do not fit side by side");
        if (shapes.Sum(s => (long)s[axis]) > int.MaxValue)
            throw new OnnxRefusal("its result would be too large");
        site.Give(OnnxRearrangement.Joined(shapes, axis).Of(inputs));
        site.Ignored(inputs.Any(static i => i is OnnxMeaning.Extents) ? OnnxShape.Proof : OnnxConstantNode.Proof);
    }

    private static void Flows(OnnxSite site, int count)
    {
        OnnxMeaning.Flow[] flows = [.. Enumerable.Range(0, count).Select(site.Flow)];
        var first = flows[0];
        if (Array.Exists(flows, static f => f.Axes is null))
        {
            site.Give(first with { Axes = null, Draft = new OnnxDraft(site.LayerName, null, [], [], null), Affine = null });
            return;
        }

        if (Array.Exists(flows, f => f.Batch != first.Batch || f.Axes!.Length != first.Axes!.Length))
            throw new OnnxRefusal("its inputs have the batch in different places or different numbers of axes");
        var axis = OnnxAxes.Of(site.Integer("axis", 1), first.Axes!.Length + 1);
        if (axis == first.Batch)
            throw new OnnxRefusal($"it puts batches one after the other along axis {axis}");
        axis -= axis > first.Batch ? 1 : 0;
        if (flows.Sum(f => (long)f.Size) > int.MaxValue)
            throw new OnnxRefusal("its result would be too large");
        if (count == 1)
        {
            OnnxPass.On(site, "it has one input");
            return;
        }

        var joined = site.Add(new Concatenate(axis), Array.ConvertAll(flows, f => site.Shaped(f, f.Axes!)));
        site.Give(new OnnxMeaning.Flow(joined, [.. joined.Shape!.Dimensions], first.Batch));
    }
}
