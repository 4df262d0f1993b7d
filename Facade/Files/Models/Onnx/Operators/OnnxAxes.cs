namespace Marginalia.Files;

/// <summary>Axes as nodes name them: negative ones count from the end.</summary>
internal static class OnnxAxes
{
    public static int Of(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw new OnnxRefusal($"its axis {axis} is not one of {rank}");

    public static int[] Of(long[] axes, int rank)
    {
        var result = Array.ConvertAll(axes, a => Of(a, rank));
        return result.Distinct().Count() == result.Length ? result : throw new OnnxRefusal($"its axes {string.Join(", ", axes)} are not distinct");
    }

    /// <summary>The product of some sizes, none standing for the batch not being among them.</summary>
    public static long Product(IEnumerable<long> sizes)
    {
        var product = 1L;
        foreach (var size in sizes)
            product = size == 0 ? 0 : Math.Abs(product) > long.MaxValue / 2 / Math.Abs(size) ? long.MaxValue / 2 : product * size;
        return product;
    }
}
