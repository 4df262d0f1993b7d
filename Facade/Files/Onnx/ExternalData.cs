using LanguageExt;

namespace Marginalia.Files;

/// <summary>Entries of a tensor in a file beside the model: found only within the model's own folder.</summary>
/// <param name="Location">A relative path with forward slashes.</param>
/// <param name="Offset">Where the entries begin.</param>
/// <param name="Length">How many bytes they take; absent means up to the end of the file.</param>
internal sealed record ExternalData(string Location, long Offset, Option<long> Length)
{
    /// <summary>Opens the file.</summary>
    /// <param name="model">What messages call the model.</param>
    /// <param name="folder">The model's folder; none for a model that is not in a file.</param>
    public ByteSource Open(string model, Option<string> folder)
    {
        var root = folder.IfNone(() => throw FileFault.Unsupported(model, $"the external data '{Location}'", "the model was not read from a file", "read it from its folder"));
        var path = Resolve(model, Location, root);
        return File.Exists(path) ? ByteSource.Open(path) : throw FileFault.Inaccessible(Location, $"the external data of {model} are not there");
    }

    /// <summary>The full path, or a fault when it would lead out of the folder, by its text or by a symbolic link.</summary>
    internal static string Resolve(string model, string location, string folder)
    {
        var parts = location.Split('/', '\\');
        if (location.Length == 0 || location.Contains('\0') || location.Contains(':') || Path.IsPathRooted(location) || parts.Any(static p => p is ".." or ""))
            throw Outside();
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Path.Combine([root, .. parts]));
        if (!IsWithin(path, root))
            throw Outside();

        // Any part may be a symbolic link; what counts is where the path ends.
        if (!IsWithin(Real(path), Real(root)))
            throw Outside();
        return path;

        FileFault Outside() => FileFault.Malformed(
            model, $"its external data are at '{(location.Length > 60 ? location[..60] + "..." : location)}', which is not within the folder of the model", "put the data file beside the model");
    }

    /// <summary>The path with every symbolic link on the way replaced by its target.</summary>
    private static string Real(string path)
    {
        var rest = new Stack<string>(path.Split(Path.DirectorySeparatorChar).Reverse());
        var at = Path.GetPathRoot(path)!;
        for (var links = 0; rest.TryPop(out var part);)
        {
            var next = Path.GetFullPath(Path.Combine(at, part));
            var target = (Directory.Exists(next) ? new DirectoryInfo(next) : (FileSystemInfo)new FileInfo(next)).LinkTarget;
            if (target is null)
            {
                at = next;
                continue;
            }

            if (++links > 40)
                throw new IOException("the symbolic links go round in a circle");
            if (Path.IsPathRooted(target))
                at = Path.GetPathRoot(target)!;
            foreach (var piece in target.Split(Path.DirectorySeparatorChar).Reverse())
                rest.Push(piece);
        }

        return at;
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
