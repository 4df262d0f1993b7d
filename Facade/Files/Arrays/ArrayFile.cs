using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>An array that is named in a file and not read yet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type it is stored in.</param>
/// <param name="Shape">The length of each axis.</param>
/// <param name="Load">Reads it; the file is opened for as long as that takes.</param>
public sealed record ArrayEntry(string Name, ElementType Type, Arr<int> Shape, Func<Either<Error, NumericArray>> Load)
{
    /// <summary>The number of entries.</summary>
    public long Count => Shape.Fold(1L, static (n, s) => n * s);
}

/// <summary>A file of named arrays, read as far as its table of contents, so that one larger than memory can be worked through array by array.</summary>
/// <param name="Source">The file's name, for messages.</param>
/// <param name="Entries">The arrays, in the order of the file; names are distinct.</param>
/// <param name="Metadata">Further text in the file, by name.</param>
public sealed record ArrayFile(string Source, Arr<ArrayEntry> Entries, Map<string, string> Metadata)
{
    /// <summary>Reads one array.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The array; unknownName with the names there are, or what is wrong with the file.</returns>
    public Either<Error, NumericArray> Load(string name) => Entries.Find(e => e.Name == name).Match(
        static e => e.Load(),
        () => new Error.UnknownName($"array in {Source}", name, Entries.Count == 0 ? "none" : FileFault.Clean(string.Join(", ", Entries.Map(static e => e.Name)))));

    /// <summary>Reads all arrays.</summary>
    /// <returns>Name and array in the order of the file, or the first error.</returns>
    public Either<Error, Arr<(string Name, NumericArray Array)>> LoadAll()
    {
        var all = new List<(string, NumericArray)>();
        foreach (var entry in Entries)
        {
            var loaded = entry.Load();
            if (loaded.IsLeft)
                return loaded.Map(static _ => Arr<(string, NumericArray)>.Empty);
            loaded.IfRight(array => all.Add((entry.Name, array)));
        }

        return all.ToArr();
    }
}
