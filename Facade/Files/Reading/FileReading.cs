using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>The border of every reader and writer: whatever goes wrong with a file becomes one sentence.</summary>
internal static class FileReading
{
    /// <summary>Runs a reader or writer of the file that the user called <paramref name="path"/>.</summary>
    public static Either<Error, T> Run<T>(string path, Func<T> action)
    {
        if (path.Length == 0)
            return new Error.Inaccessible(path, "the name of the file is empty");
        try
        {
            return action();
        }
        catch (FileFault fault)
        {
            return fault.Error;
        }
        catch (InvalidDataException)
        {
            return new Error.Malformed(Name(path), "its compressed data are corrupt or end early", "get an intact copy of the file");
        }
        catch (EndOfStreamException)
        {
            return new Error.Malformed(Name(path), "ends early", "get an intact copy of the file");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new Error.Inaccessible(path, "there is no such file or folder");
        }
        catch (UnauthorizedAccessException)
        {
            return new Error.Inaccessible(path, Directory.Exists(path) ? "it is a folder, not a file" : "access is denied");
        }
        catch (PathTooLongException)
        {
            return new Error.Inaccessible(path.Length > 60 ? path[..60] + "..." : path, "the path is too long");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException or System.Security.SecurityException)
        {
            return new Error.Inaccessible(path, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>Reads one array from a file.</summary>
    public static Either<Error, NumericArray> Array(string path, ReadLimits? limits, Func<ByteSource, ReadLimits, NumericArray> read) => Run(path, () =>
    {
        using var source = ByteSource.Open(path);
        return read(source, limits ?? ReadLimits.Default);
    });

    /// <summary>Reads one array from the bytes of a file.</summary>
    public static Either<Error, NumericArray> Array(byte[] bytes, string name, ReadLimits? limits, Func<ByteSource, ReadLimits, NumericArray> read) => Run(name, () =>
    {
        using var source = ByteSource.Of(name, bytes);
        return read(source, limits ?? ReadLimits.Default);
    });

    /// <summary>The last part of a path: what messages and records call the file, so that no folder names leak into results.</summary>
    public static string Name(string path) => Path.GetFileName(path) is { Length: > 0 } name ? name : path;
}
