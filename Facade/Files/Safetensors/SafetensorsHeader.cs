using System.Text.Json;
using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>A tensor as the header describes it; offsets count from the end of the header.</summary>
internal sealed record SafetensorsTensor(string Name, ElementType Type, Arr<int> Shape, long Begin, long End);

/// <summary>The header of a safetensors file, parsed token by token: the platform's document parser accepts members that occur twice.</summary>
internal sealed record SafetensorsHeader(Arr<SafetensorsTensor> Tensors, Map<string, string> Metadata)
{
    public static SafetensorsHeader Read(string source, ReadOnlySpan<byte> json, ReadLimits limits)
    {
        try
        {
            return Parse(source, json, limits);
        }
        catch (JsonException e)
        {
            throw FileFault.Malformed(source, $"its header is not the JSON of safetensors (byte {e.BytePositionInLine})");
        }
        catch (InvalidOperationException)
        {
            throw FileFault.Malformed(source, "its header holds text that is not UTF-8");
        }
    }

    /// <summary>The tensors fill the rest of the file, one after another.</summary>
    public void CheckLayout(string source, long length)
    {
        var end = 0L;
        foreach (var tensor in Tensors.OrderBy(static t => t.Begin).ThenBy(static t => t.End))
        {
            if (tensor.Begin != end)
                throw FileFault.Malformed(source, $"the tensor '{tensor.Name}' begins at {tensor.Begin}, but the one before it ends at {end}");
            end = tensor.End;
        }

        if (end != length)
            throw FileFault.Malformed(source, $"its tensors end at byte {end} of {length} after the header");
    }

    public static string Name(ElementType type) => type switch
    {
        ElementType.Boolean => "BOOL",
        ElementType.UInt8 => "U8",
        ElementType.Int8 => "I8",
        ElementType.UInt16 => "U16",
        ElementType.Int16 => "I16",
        ElementType.UInt32 => "U32",
        ElementType.Int32 => "I32",
        ElementType.UInt64 => "U64",
        ElementType.Int64 => "I64",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Float32 => "F32",
        _ => "F64",
    };

    private static SafetensorsHeader Parse(string source, ReadOnlySpan<byte> json, ReadLimits limits)
    {
        var reader = new Utf8JsonReader(json);
        var tensors = new List<SafetensorsTensor>();
        var names = new System.Collections.Generic.HashSet<string>();
        var metadata = Map<string, string>();
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
                throw FileFault.Malformed(source, $"has two tensors named '{name}'");
            if (names.Count > limits.MaximumArrays)
                throw FileFault.TooLarge(source, $"has more than {limits.MaximumArrays} tensors", limits.MaximumArrays);
            Expect(ref reader, JsonTokenType.StartObject);
            if (name == "__metadata__")
                metadata = TextMembers(ref reader);
            else
                tensors.Add(Tensor(source, name, ref reader));
        }

        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
            throw new JsonException();
        return new(tensors.ToArr(), metadata);
    }

    private static Map<string, string> TextMembers(ref Utf8JsonReader reader)
    {
        var metadata = Map<string, string>();
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String);
            metadata = metadata.AddOrUpdate(name, reader.GetString()!);
        }

        return metadata;
    }

    private static SafetensorsTensor Tensor(string source, string name, ref Utf8JsonReader reader)
    {
        string? type = null;
        long[]? shape = null, offsets = null;
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            var member = reader.GetString();
            if (member == "dtype" && type is null)
            {
                Expect(ref reader, JsonTokenType.String);
                type = reader.GetString();
            }
            else if (member == "shape" && shape is null)
                shape = Integers(ref reader, 32);
            else if (member == "data_offsets" && offsets is null)
                offsets = Integers(ref reader, 2);
            else
                throw FileFault.Malformed(source, $"the tensor '{name}' has a member '{member}' that is unknown or repeated");
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
            throw FileFault.Malformed(source, $"the tensor '{name}' lacks its dtype, shape or data_offsets");
        var element = Type(source, name, type);
        var count = ArrayDecoder.Count(source, $"the tensor '{name}'", shape);
        if (begin < 0 || end < begin || (end - begin) % element.Size != 0 || (end - begin) / element.Size != count)
            throw FileFault.Malformed(source, $"the tensor '{name}' has the offsets {begin} to {end} for {NumericArray.Text(shape.Select(static s => (int)s))} entries of {element.Size} bytes");
        return new(name, element, shape.Select(static s => (int)s).ToArr(), begin, end);
    }

    private static ElementType Type(string source, string tensor, string name)
    {
        foreach (var type in Enum.GetValues<ElementType>())
            if (Name(type) == name)
                return type;
        throw FileFault.Unsupported(source, $"the tensor '{tensor}'", $"its type {(name.Length > 20 ? name[..20] : name)} is not read", "convert it to F32 or F64");
    }

    private static long[] Integers(ref Utf8JsonReader reader, int most)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        var integers = new List<long>();
        while (Next(ref reader) == JsonTokenType.Number)
            integers.Add(integers.Count < most && reader.TryGetInt64(out var integer) ? integer : throw new JsonException());
        return reader.TokenType == JsonTokenType.EndArray ? [.. integers] : throw new JsonException();
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw new JsonException();

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (Next(ref reader) != type)
            throw new JsonException();
    }
}
