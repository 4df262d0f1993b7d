using System.Buffers.Binary;
using System.IO.Compression;

namespace Marginalia.Files;

/// <summary>Files that may be compressed with gzip, recognized by their first two bytes and not by their name.</summary>
internal static class Compressed
{
    /// <summary>The most bytes that one byte of deflated data can become; more is a lie in a header.</summary>
    public const long MaximumRatio = 1032;

    public static bool IsGzip(ByteSource source)
    {
        if (source.Length < 2)
            return false;
        Span<byte> magic = stackalloc byte[2];
        source.Read(0, magic, "its first bytes");
        return magic is [0x1f, 0x8b];
    }

    /// <summary>The content as a stream, decompressed where needed, and the most bytes that it can have.</summary>
    /// <remarks>Whoever reads a compressed file must read it to its end: there its length and checksum are verified, which the platform leaves out, so that it
    /// takes a file that was cut short for a shorter one.</remarks>
    public static (Stream Stream, long MaximumLength) Open(ByteSource source)
    {
        var raw = new BufferedStream(source.Stream(0, source.Length, "its data"), 1 << 16);
        if (!IsGzip(source))
            return (raw, source.Length);
        if (source.Length < 18)
            throw FileFault.Truncated(source.Name, "the gzip header");
        Span<byte> end = stackalloc byte[8];
        source.Read(source.Length - 8, end, "the gzip checksum");
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(end), length = BinaryPrimitives.ReadUInt32LittleEndian(end[4..]);
        var most = Math.Min(long.MaxValue / 2048, source.Length) * MaximumRatio;
        // The stored length is modulo 2^32.
        return (new GzipContent(source.Name, new GZipStream(raw, CompressionMode.Decompress), crc, length), most < length ? most : length + ((most - length) >> 32 << 32));
    }

    /// <summary>The first bytes of the content, fewer when it is shorter.</summary>
    public static byte[] Start(ByteSource source, int count)
    {
        using var stream = Open(source).Stream;
        var bytes = new byte[count];
        var read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return bytes[..read];
    }

    private sealed class GzipContent(string source, Stream content, uint expectedCrc, uint expectedLength) : ForwardStream
    {
        private uint _crc, _length;

        public override int Read(Span<byte> buffer)
        {
            if (buffer.Length == 0)
                return 0;
            var read = content.Read(buffer);
            _crc = Crc32.Of(buffer[..read], _crc);
            _length += (uint)read;
            return read > 0 || (_crc == expectedCrc && _length == expectedLength)
                ? read
                : throw FileFault.Malformed(source, "its gzip checksum does not match: it is cut short, damaged, or several gzip files in one", "get an intact copy, or decompress it");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                content.Dispose();
            base.Dispose(disposing);
        }
    }
}
