using LanguageExt;

namespace Marginalia.Networks;

/// <summary>What a block of parameters is for.</summary>
public enum BlockKind
{
    /// <summary>Weights: a matrix out x in, or a kernel out x in x height x width.</summary>
    Weight,

    /// <summary>A bias, one number per output unit or channel.</summary>
    Bias,

    /// <summary>A scale, one number per unit or channel, as in batch or weight normalization.</summary>
    Scale,
}

/// <summary>The shape of a block before it has a place in the flat vector.</summary>
/// <param name="Name">The name within its node: "W", "b", "Wrec".</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Dimensions">Positive sizes; the first is the number of output units or channels.</param>
public sealed record BlockShape(string Name, BlockKind Kind, Arr<int> Dimensions)
{
    /// <summary>The number of doubles; more than an array can hold is refused by <see cref="Network.Create"/>.</summary>
    public long Size => Dimensions.Fold(1L, static (size, d) => size * d);
}

/// <summary>A named slice of the flat parameter vector.</summary>
/// <param name="Name">The full name, node and block: "layer1.W".</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Dimensions">Positive sizes; the first is the number of output units or channels.</param>
/// <param name="Offset">The place of its first number in the flat vector.</param>
/// <param name="Node">The index of its node in <see cref="Network.Nodes"/>.</param>
/// <param name="Number">The number of the block in the layout, which is also its key for initialization (conventions, 5.6).</param>
public sealed record Block(string Name, BlockKind Kind, Arr<int> Dimensions, int Offset, int Node, int Number)
{
    /// <summary>The number of doubles.</summary>
    public int Size => Dimensions.Fold(1, static (size, d) => size * d);

    /// <summary>The number of output units or channels.</summary>
    public int Rows => Dimensions[0];

    /// <summary>The number of doubles of a row: the inputs of one output unit, or the receptive field of one channel.</summary>
    public int Columns => Size / Dimensions[0];
}
