using System.Buffers.Binary;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>The IDX format of the MNIST files: one big-endian array; compressed with gzip or not.</summary>
/// <remarks>Two zero bytes, a type code, the number of axes, their lengths as 32-bit integers, the entries (Y. LeCun, C. Cortes, C. Burges, The MNIST Database).
/// Read only: unsigned and signed bytes, 16- and 32-bit integers, single and double precision.</remarks>
public static class Idx
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <returns>The array, or one sentence on what is wrong.</returns>
    public static Either<Error, NumericArray> Read(string path, ReadLimits? limits = null) => FileReading.Array(path, limits, Read);

    /// <summary>Reads bytes.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">How much is read at most.</param>
    public static Either<Error, NumericArray> Parse(byte[] bytes, string name, ReadLimits? limits = null) => FileReading.Array(bytes, name, limits, Read);

    internal static bool Begins(ReadOnlySpan<byte> bytes) => bytes is [0, 0, >= 8 and <= 14, >= 1, ..];

    internal static NumericArray Read(ByteSource source, ReadLimits limits)
    {
        var (stream, length) = Compressed.Open(source);
        using (stream)
        {
            Span<byte> magic = stackalloc byte[4];
            if (stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4)
                throw FileFault.Truncated(source.Name, "the magic number of IDX");
            if (magic[0] != 0 || magic[1] != 0)
                throw FileFault.Malformed(
                    source.Name, $"begins with {magic[0]:x2} {magic[1]:x2} {magic[2]:x2} {magic[3]:x2}, not with the two zero bytes of IDX", "give an IDX file such as those of MNIST");
            var type = Type(source.Name, magic[2]);
            if (magic[3] is 0 or > 8)
                throw FileFault.Malformed(source.Name, $"claims {magic[3]} axes", "1 to 8 are read");
            Span<byte> sizes = stackalloc byte[4 * magic[3]];
            if (stream.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length)
                throw FileFault.Truncated(source.Name, "the lengths of the axes");
            var shape = new long[magic[3]];
            for (var i = 0; i < shape.Length; i++)
                shape[i] = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
            ArrayDecoder.Count(source.Name, "the IDX header", shape);
            var array = ArrayDecoder.Read(
                source.Name, "the array", stream, length - 4 - sizes.Length, type, shape.Select(static s => (int)s).ToArr(), limits, bigEndian: true);
            return stream.ReadByte() < 0 ? array : throw FileFault.Malformed(source.Name, $"the array of shape {array.ShapeText} is followed by more bytes");
        }
    }

    private static ElementType Type(string source, byte code) => code switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Float32,
        0x0E => ElementType.Float64,
        _ => throw FileFault.Malformed(source, $"has the IDX type code 0x{code:x2}", "08, 09, 0b, 0c, 0d and 0e are known"),
    };
}
