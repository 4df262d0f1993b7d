using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>NumPy's npy format: one array.</summary>
/// <remarks>Read: versions 1 to 3, both byte orders and axis orders, integers and floating-point numbers of up to 8 bytes, booleans. Written: version 1,
/// little-endian, row-major. Arrays of objects and of records are refused.</remarks>
public static class Npy
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is; compressed with gzip or not.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <returns>The array, or one sentence on what is wrong.</returns>
    public static Either<Error, NumericArray> Read(string path, ReadLimits? limits = null) => FileReading.Array(path, limits, Read);

    /// <summary>Reads bytes.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">How much is read at most.</param>
    public static Either<Error, NumericArray> Parse(byte[] bytes, string name, ReadLimits? limits = null) => FileReading.Array(bytes, name, limits, Read);

    /// <summary>The array as the bytes of a file; equal arrays give equal bytes.</summary>
    /// <param name="array">The array; bfloat16 is written as single precision, since NumPy has no such type.</param>
    /// <exception cref="ArgumentException">A number that the integer type of the array cannot hold: a broken invariant of the caller.</exception>
    public static byte[] ToBytes(NumericArray array)
    {
        var type = array.Type == ElementType.BFloat16 ? ElementType.Float32 : array.Type;
        var header = new NpyHeader(type, false, false, array.Shape).ToBytes();
        var bytes = new byte[header.Length + ((long)array.Values.Length * type.Size)];
        header.CopyTo(bytes, 0);
        if (type.Encode(array.Values.Span, bytes.AsSpan(header.Length)) is >= 0 and var bad)
            throw new ArgumentException(FormattableString.Invariant($"Entry {bad} is {array.Values[bad]:R}, which the type {type} cannot hold."), nameof(array));
        return bytes;
    }

    internal static NumericArray Read(ByteSource source, ReadLimits limits)
    {
        var (stream, length) = Compressed.Open(source);
        using (stream)
            return Read(source.Name, "the array", stream, length, limits);
    }

    /// <summary>Reads header and entries of an array that fills a stream.</summary>
    internal static NumericArray Read(string source, string what, Stream stream, long length, ReadLimits limits)
    {
        var (header, headerLength) = NpyHeader.Read(source, stream, limits);
        var array = ArrayDecoder.Read(source, what, stream, length - headerLength, header.Type, header.Shape, limits, header.BigEndian, header.ColumnMajor);
        return stream.ReadByte() < 0 ? array : throw FileFault.Malformed(source, $"{what} of shape {array.ShapeText} is followed by more bytes");
    }
}
