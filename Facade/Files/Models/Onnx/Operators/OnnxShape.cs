namespace Marginalia.Files;

/// <summary>The shape of a value: known but for the size of the batch.</summary>
internal sealed class OnnxShape : OnnxOperator
{
    /// <summary>Why nodes that work on shapes may be left out.</summary>
    public const string Proof = "it works out a shape, which is known but for the size of the batch";

    public override IReadOnlyList<string> Names => ["Shape"];

    public override void Read(OnnxSite site)
    {
        long?[] sizes = site.Input(0) switch
        {
            OnnxMeaning.Flow { Axes: not null, Padding: null } flow => flow.Full,
            OnnxMeaning.Constant constant => Array.ConvertAll(constant.Value.Shape, static s => (long?)s),
            OnnxMeaning.Extents extents => Array.ConvertAll(extents.Shape, static s => (long?)s),
            _ => throw new OnnxRefusal($"the shape of '{site.Node.Inputs[0]}' is not known"),
        };
        var (start, end) = (Place(site.Integer("start", 0)), Place(site.Integer("end", sizes.Length)));
        var range = sizes[start..Math.Max(start, end)];
        site.Give(new OnnxMeaning.Extents([range.Length], range));
        site.Ignored(Proof);

        int Place(long at) => (int)Math.Clamp(at < 0 ? at + sizes.Length : at, 0, sizes.Length);
    }
}

/// <summary>A constant within the graph.</summary>
internal sealed class OnnxConstantNode : OnnxOperator
{
    /// <summary>Why nodes that work on constants may be left out.</summary>
    public const string Proof = "it does not depend on the input; its numbers are part of the nodes that use them";

    public override IReadOnlyList<string> Names => ["Constant"];

    public override void Read(OnnxSite site)
    {
        var name = site.Node.Outputs[0];
        var value = site.Node.Attributes.Map(static a => a.Value).FirstOrDefault() switch
        {
            OnnxAttributeValue.Tensor t => OnnxConstant.Of(t.Content, name, site.Source),
            OnnxAttributeValue.Real r => new(name, [], ElementType.Float32, () => [r.Number], 1),
            OnnxAttributeValue.Integer i => new(name, [], ElementType.Int64, () => [i.Number], 1),
            OnnxAttributeValue.Reals r => new(name, [r.Numbers.Count], ElementType.Float32, () => [.. r.Numbers], 1),
            OnnxAttributeValue.Integers i => new(name, [i.Numbers.Count], ElementType.Int64, () => [.. i.Numbers], 1),
            null => throw new OnnxRefusal("it has no value"),
            _ => throw new OnnxRefusal("its value is not a tensor of numbers"),
        };
        site.Give(new OnnxMeaning.Constant(value));
        site.Ignored(Proof);
    }
}

/// <summary>One number in a shape that is worked out: the initial state of recurrent layers.</summary>
internal sealed class OnnxFill : OnnxOperator
{
    private static readonly string[] Rearranging = ["Slice", "Gather", "Squeeze", "Unsqueeze", "Reshape", "Transpose", "Expand", "Identity", "Cast"];

    public override IReadOnlyList<string> Names => ["ConstantOfShape", "Expand"];

    /// <summary>Whatever rearranges one number everywhere, in a shape that nobody knows, leaves it that number.</summary>
    /// <returns>Whether the node was such a one.</returns>
    public static bool Passes(OnnxSite site)
    {
        if (!Rearranging.Contains(site.Node.Operator) || !site.Has(0) || site.Input(0) is not OnnxMeaning.Uniform uniform || (site.Node.Operator == "Cast" && uniform.Value != 0))
            return false;
        site.Give(uniform);
        site.Ignored(OnnxConstantNode.Proof);
        return true;
    }

    public override void Read(OnnxSite site)
    {
        var isFill = site.Node.Operator == "ConstantOfShape";
        var target = site.Extents(isFill ? 0 : 1).Values;
        var value = !isFill ? site.Constant(0) : site.Attribute("value") is OnnxAttributeValue.Tensor t
            ? OnnxConstant.Of(t.Content, site.Node.Outputs[0], site.Source)
            : new OnnxConstant(site.Node.Outputs[0], [], ElementType.Float32, static () => [0.0], 1);
        site.Ignored(OnnxConstantNode.Proof);
        if (Array.Exists(target, static t => t is null))
        {
            site.Give(new OnnxMeaning.Uniform(value.Scalar()));
            return;
        }

        if (Array.Find(target, static t => t is < 0 or > int.MaxValue) is { } wrong)
            throw new OnnxRefusal($"its shape has the size {wrong}");
        int[] shape = Array.ConvertAll(target, static t => (int)t!.Value);
        if (isFill && value.Count != 1)
            throw new OnnxRefusal($"its value has {value.Count} entries");
        var result = isFill ? shape : OnnxRearrangement.Together(value.Shape, shape);
        site.Give(new OnnxMeaning.Constant(value.Derived(result, value.Type, () => OnnxRearrangement.Broadcast(isFill ? [] : value.Shape, result).Apply(value.Read()))));
    }
}
