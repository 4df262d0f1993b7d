using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Marginalia.Numerics;

namespace Marginalia.Tests;

/// <summary>Builds the bytes of small files by hand, so that readers are not only compared with our own writers.</summary>
internal static class Bytes
{
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Gzip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return stream.ToArray();
    }

    /// <summary>A zip file as a foreign program writes it.</summary>
    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] members)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static byte[] NpyBytes(string descriptor, string shape, byte[] data, bool fortran = false, byte version = 1) =>
        NpyText($"{{'descr': {descriptor}, 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}\n", data, version);

    public static byte[] NpyText(string header, byte[] data, byte version = 1)
    {
        var length = version == 1 ? U16(header.Length) : U32(header.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.Latin1.GetBytes(header), .. data];
    }

    public static byte[] IdxBytes(byte type, int[] shape, byte[] data) =>
        [0, 0, type, (byte)shape.Length, .. shape.SelectMany(static s => U32(s).Reverse()), .. data];

    public static byte[] U16(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] U32(long value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    public static byte[] F64(params double[] values)
    {
        var bytes = new byte[8 * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), values[i]);
        return bytes;
    }

    /// <summary>A fresh folder that is removed with its content.</summary>
    public sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("marginalia-tests-");

        public string Put(string name, byte[] content)
        {
            var path = Path.Combine(_directory.FullName, name);
            File.WriteAllBytes(path, content);
            return path;
        }

        public string Root => _directory.FullName;

        public void Dispose() => _directory.Delete(recursive: true);
    }

    /// <summary>Asserts that reading fails with one error whose sentence holds every text given.</summary>
    public static void Refused<T>(LanguageExt.Either<Error, T> result, string category, params string[] texts)
    {
        var error = Generated.Left(result);
        Xunit.Assert.True(error.Category == category, $"{error.Category}: {error.Sentence}");
        foreach (var text in texts)
            Xunit.Assert.Contains(text, error.Sentence);
        Xunit.Assert.DoesNotContain("\n", error.Sentence);
        Xunit.Assert.EndsWith(".", error.Sentence);
    }
}
