using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>NumPy's npz format: named arrays in a zip file.</summary>
/// <remarks>Read: members stored or deflated, checksums verified, arrays one at a time. Written: stored, in the order given, with a fixed date, so that
/// equal arrays give equal bytes. Members that are not arrays are refused.</remarks>
public static class Npz
{
    private const string Extension = ".npy";

    /// <summary>Reads the table of contents and the header of every array.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <returns>The arrays by name, without the ending .npy of their members, or one sentence on what is wrong.</returns>
    public static Either<Error, ArrayFile> Open(string path, ReadLimits? limits = null) =>
        FileReading.Run(path, () => List(path, () => ByteSource.Open(path), limits ?? ReadLimits.Default));

    /// <summary>Reads all arrays.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <returns>The arrays by name.</returns>
    public static Either<Error, Map<string, NumericArray>> Read(string path, ReadLimits? limits = null) =>
        Open(path, limits).Bind(static file => file.LoadAll()).Map(static all => toMap(all));

    /// <summary>Reads the table of contents of bytes.</summary>
    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">How much is read at most.</param>
    public static Either<Error, ArrayFile> Parse(byte[] bytes, string name, ReadLimits? limits = null) =>
        FileReading.Run(name, () => List(name, () => ByteSource.Of(name, bytes), limits ?? ReadLimits.Default));

    /// <summary>The arrays as the bytes of a file.</summary>
    /// <param name="arrays">Names and arrays, in the order in which they are written.</param>
    /// <exception cref="ArgumentException">Two arrays have one name: a broken invariant of the caller.</exception>
    public static byte[] ToBytes(IEnumerable<(string Name, NumericArray Array)> arrays)
    {
        var members = arrays.Select(static a => (a.Name + Extension, Npy.ToBytes(a.Array))).ToList();
        if (members.DistinctBy(static m => m.Item1).Count() != members.Count)
            throw new ArgumentException("Two arrays have one name.", nameof(arrays));
        var stream = new MemoryStream();
        ZipWriter.Write(stream, members);
        return stream.ToArray();
    }

    private static ArrayFile List(string path, Func<ByteSource> open, ReadLimits limits)
    {
        using var source = open();
        var entries = ZipDirectory.Read(source, limits).Select(member =>
        {
            if (!member.Name.EndsWith(Extension, StringComparison.Ordinal))
                throw FileFault.Malformed(source.Name, $"has a member '{member.Name}' that is not an array", "give a file that numpy.savez wrote");
            using var stream = ZipDirectory.Open(source, member);
            var (header, _) = NpyHeader.Read($"{source.Name}, member '{member.Name}'", stream, limits);
            return new ArrayEntry(member.Name[..^Extension.Length], header.Type, header.Shape, () => FileReading.Run(path, () =>
            {
                using var again = open();
                using var content = ZipDirectory.Open(again, member);
                return Npy.Read($"{again.Name}, member '{member.Name}'", "the array", content, member.Length, limits);
            }));
        }).ToArr();
        return new ArrayFile(source.Name, entries, Map<string, string>());
    }
}
