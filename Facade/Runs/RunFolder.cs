using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>A folder with one run: <c>run.json</c>, <c>table.csv</c>, <c>trajectory.csv</c>, <c>state.npz</c>, <c>report.html</c>.</summary>
/// <remarks>Every file appears whole or not at all: it is written beside its place and renamed. <c>run.json</c> comes last, so a folder that has one is complete.</remarks>
public static class RunFolder
{
    /// <summary>The name of the record within a run folder.</summary>
    public const string RecordName = "run.json";

    /// <summary>Checks, before any work, that a folder may be written: it is absent, empty, or a run folder already.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The full path, or why it cannot be used; nothing is left behind.</returns>
    public static Either<Error, string> Probe(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (File.Exists(full))
                return Left<Error, string>(new Error.Inaccessible(path, "it is a file, not a folder"));
            var existed = Directory.Exists(full);
            if (existed && Directory.EnumerateFileSystemEntries(full).Any() && !File.Exists(Path.Combine(full, RecordName)))
                return Left<Error, string>(new Error.Inaccessible(path, $"it holds other files and no {RecordName}, so it is not a run folder"));
            Directory.CreateDirectory(full);
            var probe = Path.Combine(full, ".probe");
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
            if (!existed)
                Directory.Delete(full);
            return Right<Error, string>(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Left<Error, string>(new Error.Inaccessible(path, e.Message.TrimEnd('.')));
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
            Directory.CreateDirectory(full);
            foreach (var (name, content) in files.OrderBy(static f => f.Name == RecordName))
                WriteWhole(Path.Combine(full, name), content);
            return Right<Error, string>(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Left<Error, string>(new Error.Inaccessible(path, e.Message.TrimEnd('.')));
        }
    }

    /// <summary>Reads the record of a run folder.</summary>
    /// <param name="path">The folder.</param>
    public static Either<Error, RunRecord> ReadRecord(string path)
    {
        var file = Path.Combine(path, RecordName);
        try
        {
            return !File.Exists(file)
                ? Left<Error, RunRecord>(new Error.Inaccessible(path, $"it has no {RecordName}, so it is not a complete run folder"))
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

    private static void WriteWhole(string path, byte[] content)
    {
        var temporary = path + ".part";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
