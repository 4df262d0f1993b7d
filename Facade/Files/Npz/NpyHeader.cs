using System.Buffers.Binary;
using System.Text;
using LanguageExt;

namespace Marginalia.Files;

/// <summary>The header of an array in NumPy's npy format, versions 1 to 3: a magic number, a length and a Python dictionary of three members.</summary>
/// <remarks>NumPy documentation, numpy.lib.format. Only what the format allows is parsed; nothing is evaluated.</remarks>
internal sealed record NpyHeader(ElementType Type, bool BigEndian, bool ColumnMajor, Arr<int> Shape)
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Reads the header and leaves the stream at the first entry.</summary>
    /// <returns>The header and the number of bytes it took.</returns>
    public static (NpyHeader Header, long Length) Read(string source, Stream stream, ReadLimits limits)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) < 10)
            throw FileFault.Truncated(source, "the npy header");
        if (!Begins(start))
            throw FileFault.Malformed(source, "does not begin with the npy magic number", "give a file that numpy.save wrote");
        int version = start[6], prefix = version == 1 ? 10 : 12;
        if (version is < 1 or > 3)
            throw FileFault.Malformed(source, $"has npy version {version}.{start[7]}", "versions 1, 2 and 3 are read");
        if (version > 1 && stream.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) < 2)
            throw FileFault.Truncated(source, "the npy header");
        var length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > Math.Min(limits.MaximumHeader, 1 << 20))
            throw FileFault.TooLarge(source, $"has an npy header of {length} bytes", Math.Min(limits.MaximumHeader, 1 << 20));
        var text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
            throw FileFault.Truncated(source, "the npy header");
        return (Parse(source, (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text)), prefix + length);
    }

    /// <summary>The header as version 1 bytes, padded so that the entries start at a multiple of 64, as NumPy writes it.</summary>
    public byte[] ToBytes()
    {
        var shape = Shape.Count == 1 ? $"{Shape[0]}," : string.Join(", ", Shape);
        var text = $"{{'descr': '{Descriptor(Type)}', 'fortran_order': False, 'shape': ({shape}), }}";
        var length = ((10 + text.Length + 1 + 63) / 64 * 64) - 10;
        var bytes = new byte[10 + length];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)length);
        bytes.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static NpyHeader Parse(string source, string text)
    {
        var members = PythonDictionary.Parse(source, text);
        if (members.Count != 3 || !members.ContainsKey("descr") || !members.ContainsKey("fortran_order") || !members.ContainsKey("shape"))
            throw FileFault.Malformed(source, $"has an npy header with the members {string.Join(", ", members.Keys.Order())}", "descr, fortran_order and shape are needed");
        if (members["fortran_order"] is not bool columnMajor)
            throw FileFault.Malformed(source, "has an npy header whose fortran_order is neither True nor False");
        if (members["shape"] is not IReadOnlyList<long> shape)
            throw FileFault.Malformed(source, "has an npy header whose shape is not a tuple of integers");
        if (shape.Count > 32)
            throw FileFault.Malformed(source, $"has {shape.Count} axes", "at most 32 are read");
        if (members["descr"] is not string descriptor)
            throw FileFault.Unsupported(source, "a structured array", "its elements are records, not numbers", "save one plain array for each field");
        ArrayDecoder.Count(source, "the npy header", shape);
        var (type, bigEndian) = ElementTypeOf(source, descriptor);
        return new(type, bigEndian, columnMajor, shape.Select(static s => (int)s).ToArr());
    }

    private static (ElementType Type, bool BigEndian) ElementTypeOf(string source, string descriptor)
    {
        if (descriptor.Length >= 2 && descriptor[1] == 'O')
            throw FileFault.Unsupported(source, "an array of Python objects", "objects are pickled and reading them would run code", "save an array of numbers");
        var known = descriptor.Length < 2 ? null : descriptor[1..] switch
        {
            "b1" => ElementType.Boolean,
            "u1" => ElementType.UInt8,
            "i1" => ElementType.Int8,
            "u2" => ElementType.UInt16,
            "i2" => ElementType.Int16,
            "u4" => ElementType.UInt32,
            "i4" => ElementType.Int32,
            "u8" => ElementType.UInt64,
            "i8" => ElementType.Int64,
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => (ElementType?)ElementType.Float64,
            _ => null,
        };
        return known is { } type && descriptor[0] is '<' or '>' or '|' or '='
            ? (type, descriptor[0] == '>')
            : throw FileFault.Unsupported(
                source, $"the element type '{(descriptor.Length > 20 ? descriptor[..20] : descriptor)}'", "it is not a real number of up to 8 bytes", "convert it with astype('<f8')");
    }

    private static string Descriptor(ElementType type) => type switch
    {
        ElementType.Boolean => "|b1",
        ElementType.UInt8 => "|u1",
        ElementType.Int8 => "|i1",
        ElementType.UInt16 => "<u2",
        ElementType.Int16 => "<i2",
        ElementType.UInt32 => "<u4",
        ElementType.Int32 => "<i4",
        ElementType.UInt64 => "<u8",
        ElementType.Int64 => "<i8",
        ElementType.Float16 => "<f2",
        ElementType.Float64 => "<f8",
        _ => "<f4",
    };
}
