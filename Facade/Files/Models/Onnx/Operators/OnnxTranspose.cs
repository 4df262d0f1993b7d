using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>Axes in another order; where only the batch and axes of length 1 move, the network needs no node.</summary>
internal sealed class OnnxTranspose : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Transpose"];

    public override void Read(OnnxSite site)
    {
        var settings = site.Integers("perm");
        if (site.Input(0) is OnnxMeaning.Constant { Value: var constant })
        {
            site.Give(OnnxRearrangement.Transposed(constant.Shape, Order(settings, constant.Shape.Length)).Of(site.Input(0)));
            site.Ignored(OnnxConstantNode.Proof);
            return;
        }

        var flow = site.Flow(0);
        if (flow.Axes is not { } axes)
        {
            site.Give(flow with { Affine = null });
            return;
        }

        var order = Order(settings, axes.Length + 1);
        var batch = Array.IndexOf(order, flow.Batch);
        int[] own = [.. order.Where(a => a != flow.Batch).Select(a => a > flow.Batch ? a - 1 : a)];
        int[] result = Array.ConvertAll(own, a => axes[a]);
        var moving = own.Where(a => axes[a] != 1);
        if (moving.SequenceEqual(moving.Order()))
        {
            site.Ignored(OnnxReshape.Proof);
            site.Give(flow with { Axes = result, Batch = batch, Affine = null });
            return;
        }

        site.Give(new OnnxMeaning.Flow(site.Drafts.Permuted(site.Shaped(flow, axes), site.NodeName, own), result, batch));
    }

    private static int[] Order(long[]? settings, int rank)
    {
        var order = settings is null ? [.. Enumerable.Range(0, rank).Reverse()] : OnnxAxes.Of(settings, rank);
        return order.Length == rank ? order : throw new OnnxRefusal($"its attribute 'perm' has {order.Length} axes where the input has {rank}");
    }
}
