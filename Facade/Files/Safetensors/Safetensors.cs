using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>The safetensors format: the length of a JSON header, the header, and the entries of all tensors without gaps.</summary>
/// <remarks>Format of the Hugging Face library safetensors. Names are distinct, tensors do not overlap and leave no gap, sizes fit shapes; all this is checked before
/// any tensor is read, and each is read on its own. Types: booleans, integers of 8 to 64 bits, F16, BF16, F32, F64.</remarks>
public static class Safetensors
{
    private const string MetadataName = "__metadata__";

    /// <summary>Reads the header.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <returns>The tensors by name, or one sentence on what is wrong.</returns>
    public static Either<Error, ArrayFile> Open(string path, ReadLimits? limits = null) =>
        FileReading.Run(path, () => List(path, () => ByteSource.Open(path), limits ?? ReadLimits.Default));

    /// <summary>Reads the header of bytes.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">How much is read at most.</param>
    public static Either<Error, ArrayFile> Parse(byte[] bytes, string name, ReadLimits? limits = null) =>
        FileReading.Run(name, () => List(name, () => ByteSource.Of(name, bytes), limits ?? ReadLimits.Default));

    /// <summary>Tensors as the bytes of a file; equal tensors in equal order give equal bytes.</summary>
    /// <param name="arrays">Names and tensors, in the order in which they are written.</param>
    /// <param name="metadata">Further text.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is reserved, or a number does not fit its integer type: a broken invariant of the caller.</exception>
    public static byte[] ToBytes(IEnumerable<(string Name, NumericArray Array)> arrays, Map<string, string> metadata = default)
    {
        var list = arrays.ToList();
        if (list.DistinctBy(static a => a.Name).Count() != list.Count || list.Exists(static a => a.Name == MetadataName))
            throw new ArgumentException("A name occurs twice or is reserved.", nameof(arrays));
        var header = Header(list, metadata);
        var bytes = new byte[8 + header.Length + list.Sum(static a => (long)a.Array.Values.Length * a.Array.Type.Size)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        var at = 8 + header.Length;
        foreach (var (name, array) in list)
        {
            if (array.Type.Encode(array.Values.Span, bytes.AsSpan(at)) >= 0)
                throw new ArgumentException($"A number of '{name}' does not fit the type {array.Type}.", nameof(arrays));
            at += array.Values.Length * array.Type.Size;
        }

        return bytes;
    }

    private static byte[] Header(List<(string Name, NumericArray Array)> arrays, Map<string, string> metadata)
    {
        var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataName);
                foreach (var (name, text) in metadata)
                    json.WriteString(name, text);
                json.WriteEndObject();
            }

            var at = 0L;
            foreach (var (name, array) in arrays)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsHeader.Name(array.Type));
                json.WriteStartArray("shape");
                foreach (var size in array.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += (long)array.Values.Length * array.Type.Size);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Blanks align the entries for programs that map the file into memory.
        return [.. stream.ToArray(), .. Encoding.ASCII.GetBytes(new string(' ', (int)((8 - (stream.Length % 8)) % 8)))];
    }

    private static ArrayFile List(string path, Func<ByteSource> open, ReadLimits limits)
    {
        using var source = open();
        Span<byte> prefix = stackalloc byte[8];
        source.Read(0, prefix, "the length of its header");
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length < 2 || length > source.Length - 8)
            throw FileFault.Malformed(source.Name, $"claims a header of {(ulong)length} bytes in a file of {source.Length}", "give a safetensors file");
        if (length > limits.MaximumHeader)
            throw FileFault.TooLarge(source.Name, $"has a header of {length} bytes", limits.MaximumHeader);
        var header = SafetensorsHeader.Read(source.Name, source.Slice(8, length, "the header"), limits);
        header.CheckLayout(source.Name, source.Length - 8 - length);
        var entries = header.Tensors.Map(tensor => new ArrayEntry(tensor.Name, tensor.Type, tensor.Shape, () => FileReading.Run(path, () =>
        {
            using var again = open();
            using var stream = again.Stream(8 + length + tensor.Begin, tensor.End - tensor.Begin, $"the tensor '{tensor.Name}'");
            return ArrayDecoder.Read(again.Name, $"the tensor '{tensor.Name}'", stream, tensor.End - tensor.Begin, tensor.Type, tensor.Shape, limits);
        })));
        return new ArrayFile(source.Name, entries, header.Metadata);
    }
}
