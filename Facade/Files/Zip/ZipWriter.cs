using System.Buffers.Binary;
using System.Text;

namespace Marginalia.Files;

/// <summary>Writes zip files whose bytes depend on their content alone: members stored in the order given, all dated 1 January 1980.</summary>
/// <remarks>PKWARE, APPNOTE.TXT. Members and file stay below 4 GiB; the first 64-bit format would be needed beyond.</remarks>
internal static class ZipWriter
{
    private const ushort Version = 20, Utf8Name = 1 << 11, FirstDay = (1 << 5) | 1;

    public static void Write(Stream target, IReadOnlyList<(string Name, byte[] Content)> members)
    {
        if (members.Count >= 0xFFFF || members.Sum(static m => 200 + (2L * Encoding.UTF8.GetByteCount(m.Name)) + m.Content.Length) >= uint.MaxValue)
            throw new NotSupportedException("zip files of 4 GiB or more and of 65535 or more members are not written");
        var directory = new MemoryStream();
        var position = 0L;
        foreach (var (name, content) in members)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            var common = Common(Crc32.Of(content), content.Length, utf8.Length);
            var local = (byte[])[.. U32(0x04034b50), .. common, .. utf8];
            directory.Write([.. U32(0x02014b50), .. U16(Version), .. common, .. U16(0), .. U16(0), .. U16(0), .. U32(0), .. U32((uint)position), .. utf8]);
            target.Write(local);
            target.Write(content);
            position += local.Length + content.Length;
        }

        target.Write(directory.GetBuffer().AsSpan(0, (int)directory.Length));
        target.Write([
            .. U32(0x06054b50), .. U16(0), .. U16(0), .. U16((ushort)members.Count), .. U16((ushort)members.Count),
            .. U32((uint)directory.Length), .. U32((uint)position), .. U16(0)]);
    }

    /// <summary>What local header and directory entry share: version, flags, method, date, checksum, lengths, no extra field.</summary>
    private static byte[] Common(uint crc, int length, int nameLength) =>
    [
        .. U16(Version), .. U16(Utf8Name), .. U16(0), .. U16(0), .. U16(FirstDay), .. U32(crc), .. U32((uint)length), .. U32((uint)length),
        .. U16((ushort)nameLength), .. U16(0),
    ];

    private static byte[] U16(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
