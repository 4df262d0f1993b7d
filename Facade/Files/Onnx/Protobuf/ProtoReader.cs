using System.Buffers.Binary;
using System.Text;

namespace Marginalia.Files;

/// <summary>How a field of a protobuf message is stored.</summary>
internal enum WireType
{
    /// <summary>An integer of variable length.</summary>
    Varint = 0,

    /// <summary>Eight bytes.</summary>
    Fixed64 = 1,

    /// <summary>A length and as many bytes: text, a message, packed numbers.</summary>
    Length = 2,

    /// <summary>Four bytes.</summary>
    Fixed32 = 5,
}

/// <summary>Where the bytes of a field are within their file.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">How many bytes.</param>
internal readonly record struct ByteRange(long Start, long Length)
{
    public long End => Start + Length;
}

/// <summary>A window into a source, shared by the readers of nested messages.</summary>
internal sealed class ByteWindow(ByteSource source)
{
    private readonly byte[] _bytes = new byte[1 << 14];
    private long _start;
    private int _count;

    public ByteSource Source => source;

    public byte At(long offset)
    {
        if (offset < _start || offset >= _start + _count)
        {
            _count = (int)Math.Min(_bytes.Length, source.Length - offset);
            _start = offset;
            source.Read(offset, _bytes.AsSpan(0, _count), "a message");
        }

        return _bytes[offset - _start];
    }
}

/// <summary>Walks the fields of one protobuf message without generated code; what is not asked for is skipped without being read.</summary>
/// <remarks>Protocol Buffers, Encoding. Groups, which no ONNX file has, are refused.</remarks>
internal sealed class ProtoReader(ByteWindow window, ByteRange range)
{
    private long _at = range.Start;

    public int Field { get; private set; }

    public WireType Type { get; private set; }

    private string Name => window.Source.Name;

    /// <summary>Goes to the next field; false at the end of the message. The value of the field must be taken or skipped before the next call.</summary>
    public bool Next()
    {
        if (_at == range.End)
            return false;
        var tag = Varint();
        (Field, Type) = ((int)(tag >> 3), (WireType)(tag & 7));
        return tag <= uint.MaxValue && Field != 0 && Type is WireType.Varint or WireType.Fixed64 or WireType.Length or WireType.Fixed32
            ? true
            : throw FileFault.Malformed(Name, $"has the broken field tag {tag} at byte {_at}");
    }

    public ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = Byte();
            value |= shift == 63 && b > 1 ? throw FileFault.Malformed(Name, $"has an integer of more than 64 bits at byte {_at}") : (ulong)(b & 127) << shift;
            if (b < 128)
                return value;
        }

        throw FileFault.Malformed(Name, $"has an integer of more than 64 bits at byte {_at}");
    }

    public uint Fixed32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong Fixed64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>The range of a field with a length.</summary>
    public ByteRange Range()
    {
        var length = Varint();
        if (length > (ulong)(range.End - _at))
            throw FileFault.Malformed(Name, $"has a field of {length} bytes at byte {_at}, which its message cannot hold");
        var field = new ByteRange(_at, (long)length);
        _at = field.End;
        return field;
    }

    public ProtoReader Message() => new(window, Range());

    public string Text(int most)
    {
        var field = Range();
        return field.Length <= most
            ? Encoding.UTF8.GetString(window.Source.Slice(field.Start, field.Length, "a text"))
            : throw FileFault.TooLarge(Name, $"has a text of {field.Length} bytes", most);
    }

    /// <summary>Takes the numbers of a repeated field, which may be packed into one field or be alone.</summary>
    /// <param name="stored">How one number is stored.</param>
    /// <param name="take">Gets the raw bits of each.</param>
    public void Numbers(WireType stored, Action<ulong> take)
    {
        if (Type == stored)
        {
            take(One(stored));
            return;
        }

        Require(WireType.Length);
        var packed = Message();
        while (packed._at < packed.End)
            take(packed.One(stored));
    }

    public void Skip()
    {
        switch (Type)
        {
            case WireType.Varint: Varint(); break;
            case WireType.Fixed64: Move(8); break;
            case WireType.Fixed32: Move(4); break;
            default: Range(); break;
        }
    }

    /// <summary>Refuses a field that is stored in another way than its schema says.</summary>
    public void Require(WireType type)
    {
        if (Type != type)
            throw FileFault.Malformed(Name, $"stores field {Field} before byte {_at} as {Type} instead of {type}");
    }

    private long End => range.End;

    private ulong One(WireType stored) => stored switch { WireType.Varint => Varint(), WireType.Fixed32 => Fixed32(), _ => Fixed64() };

    private byte Byte() => _at < range.End ? window.At(_at++) : throw FileFault.Truncated(Name, $"a message at byte {_at}");

    private void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = Byte();
    }

    private void Move(int count) => _at = count <= range.End - _at ? _at + count : throw FileFault.Truncated(Name, $"a message at byte {_at}");
}
