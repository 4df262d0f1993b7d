using LanguageExt;

namespace Marginalia.Networks;

/// <summary>A weight layer: the blocks that are scaled together and whose joint Frobenius norm is rho_k.</summary>
/// <remarks>In a homogeneous network a bias belongs to the weights of its node, so that [W b] is the layer; in the others a layer is its weights alone
/// (conventions, section 2).</remarks>
/// <param name="Number">From 0, in the order of the layout.</param>
/// <param name="Weight">Its weights.</param>
/// <param name="Blocks">The weights and whatever else is scaled with them.</param>
public sealed record Layer(int Number, Block Weight, Arr<Block> Blocks)
{
    /// <summary>The name of its weights in the layout: "layer1.W".</summary>
    public string Name => Weight.Name;

    /// <summary>The layers of a layout.</summary>
    internal static Arr<Layer> Of(Layout layout, Homogeneity homogeneity) => layout.Weights.Map((number, weight) =>
    {
        var node = layout.OfNode(weight.Node);
        var joint = homogeneity is Homogeneity.Degrees && node.Count(static b => b.Kind == BlockKind.Weight) == 1;
        return new Layer(number, weight, joint ? node : Prelude.Array(weight));
    }).ToArr();
}
