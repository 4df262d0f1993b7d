using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Native;

/// <summary>Which files make a usable Intel MKL; nothing is loaded here.</summary>
internal static class MklFiles
{
    /// <summary>The loader library of a place (Left: why there is none that could work).</summary>
    /// <remarks>
    /// The loader library opens the others at its first call and ends the process when one is missing, without an exception that could be
    /// caught. So the others are looked for here.
    /// </remarks>
    internal static Either<string, string> Loader(string place)
    {
        var folder = Directory.Exists(place) ? place : Path.GetDirectoryName(Path.GetFullPath(place)) ?? place;
        var loader = folder == place ? Named(folder, "mkl_rt") : File.Exists(place) ? Path.GetFullPath(place) : null;
        if (loader is null)
            return Left<string, string>(Directory.Exists(folder) ? "holds no " + Pattern("mkl_rt") : "does not exist");
        string[] folders = [folder, Path.GetDirectoryName(File.ResolveLinkTarget(loader, returnFinalTarget: true)?.FullName) ?? folder];
        var missing = new[] { "mkl_core", "mkl_sequential", "mkl_intel_lp64", "mkl_def" }
            .Where(part => !(OperatingSystem.IsWindows() && part == "mkl_intel_lp64"))
            .Where(part => !folders.Any(f => Named(f, part) is not null)).ToArray();
        return missing.Length == 0
            ? Right<string, string>(loader)
            : Left<string, string>("lacks " + string.Join(", ", missing.Select(Pattern)) + " beside " + Path.GetFileName(loader));
    }

    private static string Pattern(string part) => OperatingSystem.IsWindows() ? part + ".dll" : "lib" + part + ".so";

    /// <summary>The plain name first, then the highest numbered one: libmkl_rt.so, libmkl_rt.so.2; mkl_rt.dll, mkl_rt.2.dll.</summary>
    private static string? Named(string folder, string part)
    {
        if (!Directory.Exists(folder))
            return null;
        var plain = Path.Combine(folder, Pattern(part));
        return File.Exists(plain)
            ? plain
            : Directory.EnumerateFiles(folder, OperatingSystem.IsWindows() ? part + ".*.dll" : Pattern(part) + ".*")
                .OrderDescending(StringComparer.Ordinal).FirstOrDefault();
    }
}
