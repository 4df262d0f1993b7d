using LanguageExt;

namespace Marginalia.Networks;

/// <summary>Where every parameter lives in the flat vector: layer by layer, weights row-major, then biases.</summary>
public sealed record Layout
{
    private Layout(Arr<Block> blocks)
    {
        Blocks = blocks;
        Weights = blocks.Filter(static b => b.Kind == BlockKind.Weight);
        ParameterCount = blocks.Count == 0 ? 0 : blocks[blocks.Count - 1].Offset + blocks[blocks.Count - 1].Size;
    }

    /// <summary>The blocks in the order of their offsets, without gaps.</summary>
    public Arr<Block> Blocks { get; }

    /// <summary>The weight blocks, which define depth and the layer norms rho_k (conventions, section 2).</summary>
    public Arr<Block> Weights { get; }

    /// <summary>The number of parameters, biases included.</summary>
    public int ParameterCount { get; }

    /// <summary>The number of weight layers.</summary>
    public int Depth => Weights.Count;

    /// <summary>The blocks of one node, in order.</summary>
    /// <param name="node">The index of the node.</param>
    public Arr<Block> OfNode(int node) => Blocks.Filter(b => b.Node == node);

    /// <summary>A layout of blocks that lie one after the other.</summary>
    internal static Layout Of(Arr<Block> blocks) => new(blocks);
}
