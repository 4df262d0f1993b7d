using System.Buffers.Binary;
using System.Text;

namespace Marginalia.Files;

/// <summary>Writes the fields of one protobuf message, in the order of the calls.</summary>
internal sealed class ProtoWriter
{
    private readonly MemoryStream _stream = new();

    public byte[] ToArray() => _stream.ToArray();

    public ProtoWriter Integer(int field, long value)
    {
        Tag(field, WireType.Varint);
        Varint((ulong)value);
        return this;
    }

    public ProtoWriter Single(int field, float value)
    {
        Tag(field, WireType.Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _stream.Write(bytes);
        return this;
    }

    public ProtoWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A text, left out when empty, as the format's own writers do.</summary>
    public ProtoWriter OptionalText(int field, string text) => text.Length == 0 ? this : Text(field, text);

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Tag(field, WireType.Length);
        Varint((ulong)bytes.Length);
        _stream.Write(bytes);
        return this;
    }

    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message._stream.GetBuffer().AsSpan(0, (int)message._stream.Length));

    private void Tag(int field, WireType type) => Varint(((ulong)field << 3) | (ulong)type);

    private void Varint(ulong value)
    {
        for (; value > 127; value >>= 7)
            _stream.WriteByte((byte)(value | 128));
        _stream.WriteByte((byte)value);
    }
}
