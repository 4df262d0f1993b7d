namespace Marginalia.Native;

/// <summary>A folder, or a file, where Intel MKL may live.</summary>
/// <param name="Name">Why it is looked at: "MARGINALIA_MKL", "beside the program", "MKLROOT", "conda", "oneAPI", "system libraries".</param>
/// <param name="Path">The folder or the file.</param>
internal sealed record MklPlace(string Name, string Path);

/// <summary>The places in the order in which they are tried. The script eng/mkl.sh knows the same list.</summary>
internal static class MklPlaces
{
    /// <summary>All places; when MARGINALIA_MKL names one, that one alone.</summary>
    internal static IReadOnlyList<MklPlace> All(Func<string, string?> variable, string programFolder) =>
        variable(NativeMkl.Variable) is { Length: > 0 } given
            ? [new(NativeMkl.Variable, given)]
            :
            [
                new("beside the program", programFolder),
                new("beside the program", Path.Combine(programFolder, "runtimes", OperatingSystem.IsWindows() ? "win-x64" : "linux-x64", "native")),
                .. Prefix("MKLROOT", variable("MKLROOT")),
                .. Prefix("conda", variable("CONDA_PREFIX")),
                .. Prefix("virtual environment", variable("VIRTUAL_ENV")),
                .. OneApi().SelectMany(static root => Prefix("oneAPI", root)),
                .. Listed("LD_LIBRARY_PATH", variable("LD_LIBRARY_PATH")),
                .. System().Select(static folder => new MklPlace("system libraries", folder)),
            ];

    private static IEnumerable<MklPlace> Prefix(string name, string? root) => root is not { Length: > 0 }
        ? []
        : new[] { "lib", Path.Combine("lib", "intel64"), "bin", Path.Combine("Library", "bin") }
            .Select(folder => new MklPlace(name, Path.Combine(root, folder)));

    private static IEnumerable<MklPlace> Listed(string name, string? folders) =>
        (folders ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => new MklPlace(name, folder));

    private static IEnumerable<string> OneApi()
    {
        var versions = OperatingSystem.IsWindows() ? @"C:\Program Files (x86)\Intel\oneAPI\mkl" : "/opt/intel/oneapi/mkl";
        return [Path.Combine(versions, "latest"), .. Folders(versions).OrderDescending(StringComparer.Ordinal), "/opt/intel/mkl"];
    }

    private static IEnumerable<string> System()
    {
        if (OperatingSystem.IsWindows())
            return [Environment.SystemDirectory];
        string[] usual = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu/mkl", "/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"];
        return usual.Concat(LoaderFolders()).Distinct();
    }

    /// <summary>The folders that the administrator gave to the dynamic loader.</summary>
    private static IEnumerable<string> LoaderFolders() =>
        Files("/etc/ld.so.conf.d", "*.conf").Prepend("/etc/ld.so.conf").SelectMany(Lines).Select(static line => line.Trim())
            .Where(static line => line.StartsWith('/'));

    private static IEnumerable<string> Folders(string folder) => Quietly(() => Directory.GetDirectories(folder));

    private static IEnumerable<string> Files(string folder, string pattern) => Quietly(() => Directory.GetFiles(folder, pattern));

    private static IEnumerable<string> Lines(string file) => Quietly(() => File.ReadAllLines(file));

    /// <summary>A place that cannot be read is no place to look.</summary>
    private static string[] Quietly(Func<string[]> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
