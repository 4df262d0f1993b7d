using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>Turns the bytes of a stream into an array, in chunks, after the claim of its header was checked against what the source can hold.</summary>
internal static class ArrayDecoder
{
    private const int Chunk = 1 << 16;

    /// <summary>The number of entries of a shape that a header claims; the largest long for more than that.</summary>
    public static long Count(string source, string what, IEnumerable<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            if (size is < 0 or > int.MaxValue)
                throw FileFault.Malformed(source, FormattableString.Invariant($"{what} claims an axis of length {size}"));
            count = size == 0 || count == 0 ? 0 : count > long.MaxValue / size ? long.MaxValue : count * size;
        }

        return count;
    }

    /// <summary>Reads the entries of an array.</summary>
    /// <param name="source">What messages call the file.</param>
    /// <param name="what">What messages call the array.</param>
    /// <param name="stream">Positioned at the first entry.</param>
    /// <param name="available">The most bytes that the stream can still hold.</param>
    /// <param name="type">The stored type.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="limits">How many entries are read at most.</param>
    /// <param name="bigEndian">Whether the bytes of an element are in the other order.</param>
    /// <param name="columnMajor">Whether the first axis is the fastest.</param>
    /// <param name="nearest">Whether an integer that no double equals is read as the nearest double and not an error.</param>
    public static NumericArray Read(
        string source, string what, Stream stream, long available, ElementType type, Arr<int> shape, ReadLimits limits, bool bigEndian = false, bool columnMajor = false, bool nearest = false)
    {
        var count = Count(source, what, shape.Map(static s => (long)s));
        if (count > available / type.Size)
            throw FileFault.Malformed(source, $"{what} claims {(count == long.MaxValue ? "over 10^18" : count)} entries, but the file ends before them");
        if (count > limits.MaximumEntries)
            throw FileFault.TooLarge(source, $"{what} has {count} entries", limits.MaximumEntries);
        var values = Vector.Build((int)count, target =>
        {
            var buffer = new byte[Math.Min(Chunk, count * type.Size)];
            for (var done = 0; done < target.Length;)
            {
                var next = Math.Min(Chunk / type.Size, target.Length - done);
                var bytes = buffer.AsSpan(0, next * type.Size);
                if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                    throw FileFault.Truncated(source, what);
                if (bigEndian)
                    ElementTypeModule.Reverse(bytes, type.Size);
                for (var from = 0; type.Decode(bytes[(from * type.Size)..], target.Slice(done + from, next - from)) is >= 0 and var bad; from += bad + 1)
                    if (!nearest)
                        throw FileFault.Malformed(source, $"entry {done + from + bad} of {what} is a 64-bit integer that no double equals", "store it as two 32-bit integers or as text");
                done += next;
            }
        });
        return NumericArray.Of(type, shape, columnMajor && shape.Count > 1 ? RowMajor(values, shape) : values);
    }

    /// <summary>Reorders entries whose first axis is the fastest.</summary>
    private static Vector RowMajor(Vector values, Arr<int> shape) => Vector.Build(values.Length, target =>
    {
        var index = new int[shape.Count];
        var strides = new int[shape.Count];
        for (int axis = 0, stride = 1; axis < shape.Count; axis++)
            (strides[axis], stride) = (stride, stride * shape[axis]);
        for (int i = 0, at = 0; i < target.Length; i++)
        {
            target[i] = values[at];
            for (var axis = shape.Count - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                at -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    });
}
