using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>The blocks of a network whose parameters are one flat vector in a file, as in the states of training runs.</summary>
internal static class FlatParameters
{
    /// <summary>One source for each block; the vector is read again once nobody needs it any more.</summary>
    public static IReadOnlyList<BlockSource> Sources(string source, ArrayEntry flat, Network network)
    {
        if (flat.Count != network.ParameterCount || flat.Shape.Count != 1)
            throw new FileFault(new Error.ShapeMismatch(FileFault.Clean($"{source}: the vector '{flat.Name}'"), NumericArray.Text(flat.Shape), $"{network.ParameterCount}, the number of parameters of its network,"));
        var last = new WeakReference<Vector>(Vector.Empty);
        return network.Layout.Blocks.Map(block => new BlockSource(flat.Type, () =>
        {
            if (!last.TryGetTarget(out var vector) || vector.Length != network.ParameterCount)
                last.SetTarget(vector = flat.Load().Match(static a => a.Values, static e => throw new FileFault(e)));
            var values = vector.Span.Slice(block.Offset, block.Size);
            for (var i = 0; i < values.Length; i++)
                if (!double.IsFinite(values[i]))
                    throw new FileFault(new Error.NonFinite(FileFault.Clean($"{source}: the vector '{flat.Name}'"), values[i], $"entry {block.Offset + i}"));
            return values.ToArray();
        })).ToArray();
    }
}
