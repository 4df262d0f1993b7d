using Microsoft.Win32.SafeHandles;

namespace Marginalia.Files;

/// <summary>Bytes that are read by position, so that a large file is never in memory as a whole.</summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>What messages call the source.</summary>
    public abstract string Name { get; }

    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Fills the target with the bytes from an offset on.</summary>
    /// <exception cref="FileFault">The range does not lie within the source.</exception>
    public void Read(long offset, Span<byte> target, string what)
    {
        if (offset < 0 || target.Length > Length - offset)
            throw FileFault.Truncated(Name, what);
        Fill(offset, target, what);
    }

    /// <summary>A fresh array with a range of the bytes, checked against the source before it is allocated.</summary>
    public byte[] Slice(long offset, long length, string what)
    {
        if (offset < 0 || length < 0 || length > Length - offset)
            throw FileFault.Truncated(Name, what);
        var bytes = new byte[length];
        Fill(offset, bytes, what);
        return bytes;
    }

    /// <summary>A stream over a range of the source, read forwards.</summary>
    public Stream Stream(long offset, long length, string what) => offset >= 0 && length >= 0 && length <= Length - offset
        ? new RangeStream(this, offset, length, what)
        : throw FileFault.Truncated(Name, what);

    public virtual void Dispose()
    {
    }

    public static ByteSource Open(string path) => new OfFile(path);

    public static ByteSource Of(string name, byte[] bytes) => new OfMemory(name, bytes);

    protected abstract void Fill(long offset, Span<byte> target, string what);

    private sealed class OfMemory(string name, byte[] bytes) : ByteSource
    {
        public override string Name => name;

        public override long Length => bytes.Length;

        protected override void Fill(long offset, Span<byte> target, string what) => bytes.AsSpan((int)offset, target.Length).CopyTo(target);
    }

    private sealed class OfFile : ByteSource
    {
        private readonly SafeFileHandle _handle;

        public OfFile(string path)
        {
            _handle = File.OpenHandle(path);
            try
            {
                (Name, Length) = (FileReading.Name(path), RandomAccess.GetLength(_handle));
            }
            catch
            {
                _handle.Dispose();
                throw;
            }
        }

        public override string Name { get; }

        public override long Length { get; }

        public override void Dispose() => _handle.Dispose();

        protected override void Fill(long offset, Span<byte> target, string what)
        {
            while (target.Length > 0)
            {
                var read = RandomAccess.Read(_handle, target, offset);
                if (read == 0)
                    throw FileFault.Truncated(Name, what); // the file shrank while it was read
                offset += read;
                target = target[read..];
            }
        }
    }

    private sealed class RangeStream(ByteSource source, long start, long length, string what) : ForwardStream
    {
        private long _position;

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _position);
            source.Fill(start + _position, buffer[..count], what);
            _position += count;
            return count;
        }
    }
}
