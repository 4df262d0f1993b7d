using Marginalia.Networks;

namespace Marginalia.Files;

/// <summary>A block of parameters of a draft: where its numbers come from, read when they are wanted.</summary>
/// <param name="Name">The name within its node: "W".</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Shape">Outputs first.</param>
/// <param name="Stored">The type in the file.</param>
/// <param name="Tensor">What messages call the tensor.</param>
/// <param name="Read">Reads the numbers, row-major, with everything that was folded in.</param>
internal sealed record OnnxBlock(string Name, BlockKind Kind, int[] Shape, ElementType Stored, string Tensor, Func<double[]> Read)
{
    public long Count => Shape.Aggregate(1L, static (n, s) => n * s);

    /// <summary>A bias of one number per output.</summary>
    public static OnnxBlock Bias(string name, int count, ElementType stored, string tensor, Func<double[]> read) => new(name, BlockKind.Bias, [count], stored, tensor, read);
}
