using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>Reads tensors: at first what they are and where their entries lie, later the entries.</summary>
internal sealed class OnnxTensorReader(string path, Func<ByteSource> open, Option<string> folder, ReadLimits limits)
{
    /// <summary>Reads a TensorProto up to its entries.</summary>
    public OnnxTensor Read(ByteWindow window, ByteRange range)
    {
        var source = window.Source.Name;
        var reader = new ProtoReader(window, range);
        var (name, code, external, dims) = ("", 0L, false, new List<long>());
        var raw = Option<ByteRange>.None;
        var entries = new Dictionary<string, string>();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    reader.Numbers(WireType.Varint, d => dims.Add(dims.Count < 32 ? (long)d : throw FileFault.Malformed(source, "has a tensor of more than 32 axes")));
                    break;
                case 2: reader.Require(WireType.Varint); code = (long)reader.Varint(); break;
                case 3: throw FileFault.Unsupported(source, "a tensor in segments", "no program writes them", "export the model again");
                case 8: reader.Require(WireType.Length); name = reader.Text(limits.MaximumHeader); break;
                case 9: reader.Require(WireType.Length); raw = reader.Range(); break;
                case 13: reader.Require(WireType.Length); AddEntry(reader.Message(), entries); break;
                case 14: reader.Require(WireType.Varint); external = reader.Varint() == 1; break;
                default: reader.Skip(); break;
            }
        }

        var what = $"the tensor '{name}'";
        var count = ArrayDecoder.Count(source, what, dims);
        var shape = dims.Select(static d => (int)d).ToArr();
        var type = OnnxElementType.Of(code);
        type.IfSome(t => raw.IfSome(r =>
        {
            if (!external && (r.Length % t.Size != 0 || r.Length / t.Size != count))
                throw FileFault.Malformed(source, $"{what} of shape {NumericArray.Text(shape)} has {r.Length} bytes of raw entries");
        }));
        var outside = external ? Some(External(source, what, entries)) : None;
        return new(name, type, shape, () => Load(nearest: false)) { LoadNearest = () => Load(nearest: true) };

        Either<Error, NumericArray> Load(bool nearest) => FileReading.Run(path, () => Entries(what, type.IfNone(() => throw NotRead(source, what, code)), shape, range, raw, outside, nearest));
    }

    private NumericArray Entries(string what, ElementType type, Arr<int> shape, ByteRange tensor, Option<ByteRange> raw, Option<ExternalData> outside, bool nearest)
    {
        var count = ArrayDecoder.Count(path, what, shape.Map(static s => (long)s));
        if (count > limits.MaximumEntries)
            throw FileFault.TooLarge(FileReading.Name(path), $"{what} has {(count == long.MaxValue ? "over 10^18" : count)} entries", limits.MaximumEntries);
        var size = count * type.Size;
        using var source = open();
        return outside.Match(
            e =>
            {
                using var data = e.Open(source.Name, folder);
                if (e.Length.IfNone(size) != size)
                    throw FileFault.Malformed(source.Name, $"{what} has {e.Length.IfNone(0)} bytes of external data instead of {size}");
                return Raw(data, new(e.Offset, size));
            },
            () => raw.Match(r => Raw(source, r), () => Typed(source, what, type, shape, tensor, nearest)));

        NumericArray Raw(ByteSource data, ByteRange range)
        {
            using var stream = data.Stream(range.Start, range.Length, what);
            return ArrayDecoder.Read(data.Name, what, stream, range.Length, type, shape, limits, nearest: nearest);
        }
    }

    /// <summary>Entries in a field of numbers: brought back to the bytes they would be in the raw form, then decoded like that.</summary>
    private NumericArray Typed(ByteSource source, string what, ElementType type, Arr<int> shape, ByteRange tensor, bool nearest)
    {
        var size = type.Size;
        var count = shape.Fold(1L, static (n, s) => n * s);
        if (count > tensor.Length)
            throw FileFault.Malformed(source.Name, $"{what} claims {count} entries in {tensor.Length} bytes");
        var bytes = new byte[count * size];
        var (field, stored) = OnnxElementType.Typed(type);
        var reader = new ProtoReader(new ByteWindow(source), tensor);
        var found = 0L;
        while (reader.Next())
        {
            if (reader.Field != field)
                reader.Skip();
            else
                reader.Numbers(stored, Take);
        }

        if (found != count)
            throw FileFault.Malformed(source.Name, $"{what} of shape {NumericArray.Text(shape)} has {found} entries");
        using var stream = new MemoryStream(bytes);
        return ArrayDecoder.Read(source.Name, what, stream, bytes.Length, type, shape, limits, nearest: nearest);

        void Take(ulong bits)
        {
            if (found++ >= count)
                throw FileFault.Malformed(source.Name, $"{what} of shape {NumericArray.Text(shape)} has more than {count} entries");
            for (var i = 0; i < size; i++)
                bytes[((found - 1) * size) + i] = (byte)(bits >> (8 * i));
        }
    }

    private void AddEntry(ProtoReader reader, Dictionary<string, string> entries)
    {
        var (key, value) = ("", "");
        while (reader.Next())
        {
            if (reader is { Field: 1, Type: WireType.Length })
                key = reader.Text(1 << 16);
            else if (reader is { Field: 2, Type: WireType.Length })
                value = reader.Text(1 << 16);
            else
                reader.Skip();
        }

        if (entries.Count < 100)
            entries[key] = value;
    }

    private static ExternalData External(string source, string what, Dictionary<string, string> entries)
    {
        return new(entries.GetValueOrDefault("location", ""), Number("offset").IfNone(0), Number("length"));

        Option<long> Number(string key)
        {
            if (!entries.TryGetValue(key, out var text))
                return None;
            return long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number
                : throw FileFault.Malformed(source, $"{what} has the {key} '{(text.Length > 30 ? text[..30] : text)}' in its external data");
        }
    }

    private static FileFault NotRead(string source, string what, long code) =>
        FileFault.Unsupported(source, what, $"its element type {code} is not a real number of 8 to 64 bits", "export the model in single or double precision");
}
