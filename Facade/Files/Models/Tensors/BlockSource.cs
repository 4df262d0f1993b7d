using LanguageExt;

namespace Marginalia.Files;

/// <summary>Where the numbers of a block of parameters come from.</summary>
/// <param name="Stored">The type they are stored in.</param>
/// <param name="Load">Reads them in the order of the block, row-major; a fault of the file when they are not finite.</param>
internal sealed record BlockSource(ElementType Stored, Func<double[]> Load)
{
    /// <summary>A tensor whose axes stand in another order than those of the block.</summary>
    /// <param name="source">What messages call the file.</param>
    /// <param name="entry">The tensor.</param>
    /// <param name="order">Axis i of the block is axis <c>order[i]</c> of the tensor.</param>
    public static BlockSource Of(string source, ArrayEntry entry, params int[] order) => new(entry.Type, () =>
    {
        var values = Finite(source, entry);
        return IsOrdered(order) ? values.ToArray() : Reordered(values, entry.Shape, order);
    });

    /// <summary>The entry by entry sum of sources of equal length.</summary>
    public static BlockSource Sum(IReadOnlyList<BlockSource> sources) => sources.Count == 1 ? sources[0] : new(sources[0].Stored, () =>
    {
        var total = sources[0].Load();
        foreach (var source in sources.Skip(1))
        {
            var values = source.Load();
            for (var i = 0; i < total.Length; i++)
                total[i] += values[i];
        }

        return total;
    });

    /// <summary>The numbers of a tensor, all of them finite.</summary>
    private static ReadOnlySpan<double> Finite(string source, ArrayEntry entry)
    {
        var values = entry.Load().Match(static a => a, static e => throw new FileFault(e)).Values.Span;
        for (var i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                throw new FileFault(new Numerics.Error.NonFinite(FileFault.Clean($"{source}: the tensor '{entry.Name}'"), values[i], $"entry {i}"));
        return values;
    }

    private static bool IsOrdered(int[] order)
    {
        for (var i = 0; i < order.Length; i++)
            if (order[i] != i)
                return false;
        return true;
    }

    private static double[] Reordered(ReadOnlySpan<double> values, Arr<int> shape, int[] order)
    {
        var strides = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            strides[i] = 1;
            for (var axis = order[i] + 1; axis < shape.Count; axis++)
                strides[i] *= shape[axis];
        }

        var result = new double[values.Length];
        var index = new int[order.Length];
        for (int at = 0, place = 0; at < result.Length; at++)
        {
            result[at] = values[place];
            for (var i = order.Length - 1; i >= 0; i--)
            {
                place += strides[i];
                if (++index[i] < shape[order[i]])
                    break;
                place -= strides[i] * index[i];
                index[i] = 0;
            }
        }

        return result;
    }
}
