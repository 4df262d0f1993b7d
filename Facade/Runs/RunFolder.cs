using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>A folder with one run: <c>run.json</c>, <c>table.csv</c>, <c>trajectory.csv</c>, <c>state.npz</c>, <c>report.html</c>.</summary>
/// <remarks>
/// Files appear whole or not at all: all are written beside their places, then renamed, so a full disk leaves what was there before. <c>run.json</c> comes
/// last, so a folder that has one is complete.
/// </remarks>
public static class RunFolder
{
    /// <summary>The name of the record within a run folder.</summary>
    public const string RecordName = "run.json";

    private const string Part = ".part";

    /// <summary>Checks, before any work, that a folder may be written: it is absent, empty, or a run folder already.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The full path, or why it cannot be used; nothing is left behind.</returns>
    public static Either<Error, string> Probe(string path)
    {
        try
        {
            if (string.IsNullOrWhiteSpace(path))
                return Left<Error, string>(new Error.ParameterDomain("the run folder", $"'{path}'", "the name of a folder"));
            var full = Path.GetFullPath(path);
            var created = Missing(full);
            if (File.Exists(Path.GetDirectoryName(created ?? full) ?? full) || File.Exists(full))
                return Left<Error, string>(new Error.Inaccessible(path, File.Exists(full) ? "it is a file, not a folder" : "it lies below a file, which is no folder"));
            if (created is null && Directory.EnumerateFileSystemEntries(full).Any() && !File.Exists(Path.Combine(full, RecordName)))
                return Left<Error, string>(new Error.Inaccessible(path, $"it holds other files and no {RecordName}, so it is not a run folder"));
            try
            {
                Directory.CreateDirectory(full);
                WriteThrough(Path.Combine(full, Part), new byte[4096]);
            }
            finally
            {
                File.Delete(Path.Combine(full, Part));
                Remove(full, created);
            }

            return Right<Error, string>(full);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return Left<Error, string>(new Error.Inaccessible(path, Reason(e)));
        }
    }

    /// <summary>Writes files into a run folder, the record last.</summary>
    /// <param name="path">The folder, created when absent.</param>
    /// <param name="files">Names without folders, and contents.</param>
    /// <returns>The full path, or why it could not be written.</returns>
    public static Either<Error, string> Write(string path, Arr<(string Name, byte[] Content)> files)
    {
        try
        {
            var full = Path.GetFullPath(path);
            var created = Missing(full);
            var parts = new List<string>();
            try
            {
                Directory.CreateDirectory(full);
                foreach (var (name, content) in files)
                {
                    parts.Add(Path.Combine(full, name + Part));
                    WriteThrough(parts[^1], content);
                }

                foreach (var (name, _) in files.OrderBy(static f => f.Name == RecordName))
                    File.Move(Path.Combine(full, name + Part), Path.Combine(full, name), overwrite: true);
                created = null;
            }
            finally
            {
                parts.ForEach(File.Delete);
                Remove(full, created);
            }

            return Right<Error, string>(full);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return Left<Error, string>(new Error.Inaccessible(path, Reason(e)));
        }
    }

    /// <summary>Writes one file anywhere, whole or not at all.</summary>
    /// <param name="path">The file; its folder is created when absent.</param>
    /// <param name="content">The content.</param>
    /// <returns>The full path, or why it could not be written.</returns>
    public static Either<Error, string> WriteFile(string path, byte[] content)
    {
        if (Path.GetFileName(path) is not { Length: > 0 } name || Directory.Exists(path))
            return Left<Error, string>(new Error.Inaccessible(path, "it is not the name of a file"));
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Write(folder, Array((name, content))).Map(full => Path.Combine(full, name)).MapLeft(e => e is Error.Inaccessible i ? i with { Path = path } : e);
    }

    /// <summary>Reads the record of a run folder.</summary>
    /// <param name="path">The folder.</param>
    public static Either<Error, RunRecord> ReadRecord(string path)
    {
        var file = Path.Combine(path, RecordName);
        try
        {
            return !Directory.Exists(path) ? Left<Error, RunRecord>(new Error.Inaccessible(path, File.Exists(path) ? "it is a file, not a run folder" : "there is no such folder"))
                : !File.Exists(file) ? Left<Error, RunRecord>(new Error.Inaccessible(path, $"it has no {RecordName}, so it is not a complete run folder"))
                : RunRecord.Read(file, JsonNode.Parse(File.ReadAllText(file)));
        }
        catch (JsonException e)
        {
            return Left<Error, RunRecord>(new Error.Malformed(file, $"it is not JSON (line {e.LineNumber + 1})", "use a folder that this program wrote and nobody changed"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Left<Error, RunRecord>(new Error.Inaccessible(file, e.Message.TrimEnd('.')));
        }
    }

    private static void WriteThrough(string path, byte[] content)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    // The uppermost folder that has to be created for a path, or null when it exists.
    private static string? Missing(string full)
    {
        string? missing = null;
        for (var at = full; at is not null && !Directory.Exists(at) && !File.Exists(at); at = Path.GetDirectoryName(at))
            missing = at;
        return missing;
    }

    // Takes away the empty folders from a path up to the one that was created first.
    private static void Remove(string full, string? created)
    {
        for (var at = full; created is not null && at.Length >= created.Length && Directory.Exists(at); at = Path.GetDirectoryName(at)!)
            Directory.Delete(at);
    }

    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static string Reason(Exception e) => e is FileNotFoundException or DirectoryNotFoundException ? "the system does not let it be created" : e.Message.TrimEnd('.');
}
