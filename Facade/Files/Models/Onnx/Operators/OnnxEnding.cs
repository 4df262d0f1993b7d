namespace Marginalia.Files;

/// <summary>A softmax at the end: the network that is measured ends with the logits before it.</summary>
internal sealed class OnnxEnding : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Softmax", "LogSoftmax"];

    public override void Read(OnnxSite site)
    {
        var (operation, input) = (site.Node.Operator, site.RawFlow(0));
        if (!site.IsAtTheEnd)
            throw new OnnxRefusal($"a {operation} within the network is not supported, only one at its end");
        if (input.Axes is { } axes)
        {
            var rank = axes.Length + 1;
            var axis = OnnxAxes.Of(site.Integer("axis", site.Opset < 13 ? 1 : -1), rank);
            // Up to version 12 everything from the axis on is one vector.
            var size = site.Opset < 13 ? input.Full[axis..].Aggregate(1L, static (n, d) => n * (d ?? 0)) : input.Full[axis] ?? 0;
            if (size != input.Size)
                throw new OnnxRefusal($"its axis {axis} does not hold all {input.Size} outputs of an example");
        }

        End(site, operation == "Softmax" ? OutputEnding.Softmax : OutputEnding.LogSoftmax, "it is the ending of the model; what is measured are the logits before it");
    }

    /// <summary>Leaves the node out of the network and notes what it does to the logits.</summary>
    public static void End(OnnxSite site, OutputEnding ending, string proof)
    {
        var logits = site.Flow(0);
        site.Give(logits);
        site.End(ending);
        site.Ignored(proof);
    }
}
