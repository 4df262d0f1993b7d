namespace Marginalia.Files;

/// <summary>Nodes that pass their input on at inference.</summary>
internal sealed class OnnxPass : OnnxOperator
{
    public override IReadOnlyList<string> Names => ["Identity", "Dropout", "Cast"];

    public override void Read(OnnxSite site)
    {
        switch (site.Node.Operator)
        {
            case "Dropout":
                if (site.IsUsed(1))
                    throw new OnnxRefusal("its mask is used");
                if (site.Has(2) && site.Constant(2).Scalar() != 0)
                    throw new OnnxRefusal("its input 'training_mode' is true; export the model for inference");
                On(site, "dropout is the identity at inference");
                break;
            case "Cast":
                Cast(site);
                break;
            default:
                On(site, "it is the identity");
                break;
        }
    }

    /// <summary>The first output is the first input.</summary>
    public static void On(OnnxSite site, string proof)
    {
        site.Give(site.Input(0));
        site.Ignored(proof);
    }

    private static void Cast(OnnxSite site)
    {
        var code = site.Integer("to", 0);
        var type = OnnxElementType.Of(code).MatchUnsafe(static t => t, static () => (ElementType?)null);
        switch (site.Input(0))
        {
            case OnnxMeaning.Constant { Value: var value } when type is { } to:
                site.Give(new OnnxMeaning.Constant(value.Derived(value.Shape, type, to.IsFloating ? value.Read : () => Array.ConvertAll(value.Read(), Math.Truncate))));
                site.Ignored(OnnxConstantNode.Proof);
                break;
            case OnnxMeaning.Extents when type is ElementType.Int32 or ElementType.Int64:
                On(site, OnnxShape.Proof);
                break;
            case OnnxMeaning.Flow or OnnxMeaning.Unknown when type is { IsFloating: true }:
                On(site, "everything is computed in double precision");
                break;
            default:
                throw new OnnxRefusal($"it casts {site.Input(0).Words} to the element type {code}");
        }
    }
}
