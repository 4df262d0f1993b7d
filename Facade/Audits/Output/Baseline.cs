using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>What an audit is compared with: the numbers of an <c>audit.json</c>.</summary>
/// <param name="Source">The file's name.</param>
/// <param name="DataHash">The fingerprint of its data; none without data.</param>
/// <param name="Models">For each model its name and its numbers.</param>
public sealed record Baseline(string Source, Option<string> DataHash, Arr<(string Name, Arr<BaselineValue> Values)> Models)
{
    private const long Largest = 256 << 20;

    /// <summary>Reads the document of an audit.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The numbers, or an error when it is no document of the schema.</returns>
    public static Either<Error, Baseline> Read(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > Largest } large
                ? new Error.Malformed(name, $"has {large.Length} bytes, more than an audit", "give the audit.json of an audit")
                : Parse(name, JsonNode.Parse(File.ReadAllText(path)));
        }
        catch (JsonException e)
        {
            return new Error.Malformed(name, $"is not JSON (line {e.LineNumber + 1})", "give the audit.json of an audit");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Error.Inaccessible(path, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message.TrimEnd('.'));
        }
    }

    private static Either<Error, Baseline> Parse(string source, JsonNode? document)
    {
        try
        {
            if (document is not JsonObject root || (string?)root["schema"] != AuditJson.Schema)
                return new Error.Malformed(source, $"its schema is '{(document is JsonObject o ? (string?)o["schema"] : null) ?? "missing"}' instead of '{AuditJson.Schema}'", "give the audit.json of an audit");
            return new Baseline(source, (string?)root["data"]?["hash"] is { } hash ? Some(hash) : None, root["models"]!.AsArray().Select(static m => ((string)m!["name"]!, BaselineValue.Of(m))).ToArr());
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentNullException or FormatException or NullReferenceException)
        {
            return new Error.Malformed(source, "a member is missing or of the wrong kind", "give the audit.json of an audit");
        }
    }
}
