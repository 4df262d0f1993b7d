using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Marginalia.Files;

/// <summary>A member of a zip file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Crc">The checksum of its content.</param>
/// <param name="CompressedLength">The bytes that it takes in the file.</param>
/// <param name="Length">The bytes of its content, as claimed.</param>
/// <param name="HeaderOffset">Where its local header is.</param>
internal sealed record ZipMember(string Name, int Method, uint Crc, long CompressedLength, long Length, long HeaderOffset);

/// <summary>The table of contents of a zip file, read from its end; also of the 64-bit variant that NumPy writes for large files.</summary>
/// <remarks>PKWARE, APPNOTE.TXT. Offsets, lengths and names are checked: nothing lies outside the file, no two members overlap or share a name.</remarks>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50, End64Signature = 0x06064b50, Locator64Signature = 0x07064b50, EntrySignature = 0x02014b50, LocalSignature = 0x04034b50;

    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..];

    public static IReadOnlyList<ZipMember> Read(ByteSource source, ReadLimits limits)
    {
        var (offset, size, count) = End(source);
        if (count > limits.MaximumArrays)
            throw FileFault.TooLarge(source.Name, $"claims {count} members", limits.MaximumArrays);
        if (size > limits.MaximumHeader)
            throw FileFault.TooLarge(source.Name, $"has a zip directory of {size} bytes", limits.MaximumHeader);
        ReadOnlySpan<byte> directory = source.Slice(offset, size, "the zip directory");
        var members = new List<ZipMember>();
        var names = new HashSet<string>();
        for (var i = 0L; i < count; i++)
        {
            var member = Entry(source, ref directory);
            if (!names.Add(member.Name))
                throw FileFault.Malformed(source.Name, $"has two members named '{member.Name}'");
            members.Add(member);
        }

        CheckOverlap(source, members, offset);
        return members;
    }

    /// <summary>The content of a member as a stream whose checksum is verified when its claimed length has been read.</summary>
    public static Stream Open(ByteSource source, ZipMember member)
    {
        Span<byte> local = stackalloc byte[30];
        source.Read(member.HeaderOffset, local, $"the local header of '{member.Name}'");
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature)
            throw FileFault.Malformed(source.Name, $"the member '{member.Name}' does not begin with a local header");
        var start = member.HeaderOffset + 30 + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        var raw = source.Stream(start, member.CompressedLength, $"the member '{member.Name}'");
        var content = member.Method == 8 ? new DeflateStream(new BufferedStream(raw, 1 << 16), CompressionMode.Decompress) : (Stream)new BufferedStream(raw, 1 << 16);
        return new ZipContent(source.Name, member, content);
    }

    private static (long Offset, long Size, long Count) End(ByteSource source)
    {
        // The end record is 22 bytes and a comment of at most 65535; the last signature whose comment ends the file is the one.
        var tail = source.Slice(Math.Max(0, source.Length - 65557), Math.Min(source.Length, 65557), "the zip directory");
        for (var at = tail.Length - 22; at >= 0; at--)
        {
            var end = tail.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature || BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != end.Length - 22)
                continue;
            var position = source.Length - tail.Length + at;
            long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            return count == 0xFFFF || size == 0xFFFFFFFF || offset == 0xFFFFFFFF ? End64(source, position) ?? (offset, size, count) : (offset, size, count);
        }

        throw FileFault.Malformed(source.Name, "has no zip directory at its end");
    }

    private static (long Offset, long Size, long Count)? End64(ByteSource source, long end)
    {
        if (end < 20)
            return null;
        Span<byte> locator = stackalloc byte[20];
        source.Read(end - 20, locator, "the zip directory");
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Signature)
            return null;
        Span<byte> record = stackalloc byte[56];
        source.Read(BinaryPrimitives.ReadInt64LittleEndian(locator[8..]), record, "the zip directory");
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != End64Signature)
            throw FileFault.Malformed(source.Name, "has a broken 64-bit zip directory");
        return (BinaryPrimitives.ReadInt64LittleEndian(record[48..]), BinaryPrimitives.ReadInt64LittleEndian(record[40..]), BinaryPrimitives.ReadInt64LittleEndian(record[32..]));
    }

    private static ZipMember Entry(ByteSource source, ref ReadOnlySpan<byte> directory)
    {
        if (directory.Length < 46 || BinaryPrimitives.ReadUInt32LittleEndian(directory) != EntrySignature)
            throw FileFault.Malformed(source.Name, "has a broken zip directory");
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(directory[8..]), method = BinaryPrimitives.ReadUInt16LittleEndian(directory[10..]);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(directory[16..]);
        long compressed = BinaryPrimitives.ReadUInt32LittleEndian(directory[20..]), length = BinaryPrimitives.ReadUInt32LittleEndian(directory[24..]);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]), extraLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
        int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(directory[42..]);
        if (directory.Length < 46 + nameLength + extraLength + commentLength)
            throw FileFault.Malformed(source.Name, "has a broken zip directory");
        var name = Encoding.UTF8.GetString(directory.Slice(46, nameLength));
        Extra64(directory.Slice(46 + nameLength, extraLength), ref length, ref compressed, ref offset);
        directory = directory[(46 + nameLength + extraLength + commentLength)..];
        if ((flags & 1) != 0)
            throw FileFault.Unsupported(source.Name, $"the member '{name}'", "it is encrypted", "store it without a password");
        if (method is not (0 or 8))
            throw FileFault.Unsupported(source.Name, $"the member '{name}'", $"compression method {method}", "store or deflate it");
        if (offset < 0 || compressed < 0 || length < 0 || offset > source.Length - 30 || compressed > source.Length - offset - 30)
            throw FileFault.Malformed(source.Name, $"the member '{name}' does not lie within the file");
        return (method == 0 ? length == compressed : length / Compressed.MaximumRatio <= compressed)
            ? new ZipMember(name, method, crc, compressed, length, offset)
            : throw FileFault.Malformed(source.Name, $"the member '{name}' claims {length} bytes out of {compressed}");
    }

    /// <summary>The 64-bit values replace, in this order, those that are all ones in 32 bits.</summary>
    private static void Extra64(ReadOnlySpan<byte> extra, ref long length, ref long compressed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4)
                return;
            var field = extra.Slice(4, size);
            if (id == 1)
            {
                Take(ref field, ref length);
                Take(ref field, ref compressed);
                Take(ref field, ref offset);
            }

            extra = extra[(4 + size)..];
        }

        static void Take(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value != 0xFFFFFFFF || field.Length < 8)
                return;
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
        }
    }

    /// <summary>Members that share bytes are how one small file claims to hold very much.</summary>
    private static void CheckOverlap(ByteSource source, List<ZipMember> members, long directory)
    {
        var end = 0L;
        foreach (var member in members.OrderBy(static m => m.HeaderOffset))
        {
            if (member.HeaderOffset < end)
                throw FileFault.Malformed(source.Name, $"the member '{member.Name}' overlaps another one");
            end = member.HeaderOffset + 30 + member.CompressedLength;
        }

        if (end > directory)
            throw FileFault.Malformed(source.Name, "a member overlaps the zip directory");
    }

    /// <summary>Ends with an error when the content is shorter or longer than claimed or has another checksum.</summary>
    private sealed class ZipContent(string source, ZipMember member, Stream content) : ForwardStream
    {
        private long _position;
        private uint _crc;

        public override int Read(Span<byte> buffer)
        {
            if (buffer.Length == 0)
                return 0;
            var read = content.Read(buffer);
            if (read == 0 && _position < member.Length)
                throw FileFault.Truncated(source, $"the member '{member.Name}'");
            _position += read;
            if (_position > member.Length)
                throw FileFault.Malformed(source, $"the member '{member.Name}' holds more than the {member.Length} bytes it claims");
            _crc = Crc32.Of(buffer[..read], _crc);
            if (_position == member.Length && _crc != member.Crc)
                throw FileFault.Malformed(source, $"the member '{member.Name}' has the checksum {_crc:x8} instead of {member.Crc:x8}");
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                content.Dispose();
            base.Dispose(disposing);
        }
    }
}
