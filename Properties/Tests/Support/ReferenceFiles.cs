using System.Reflection;
using System.Text.Json;

namespace Marginalia.Tests;

/// <summary>Finds reference vectors: in the folder of the variable MARGINALIA_REFERENCE when it is set, else in Properties/Reference.</summary>
public static class ReferenceFiles
{
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("MARGINALIA_REFERENCE") is { Length: > 0 } given ? given : Path.GetFullPath(Path.Combine(ProjectDirectory, "..", "Reference"));

    public static string ProjectDirectory => typeof(ReferenceFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static a => a.Key == "ProjectDirectory").Value!;

    /// <summary>The parsed file, or null when another set lacks it (our own set must have it).</summary>
    public static JsonElement? Load(string part, string file)
    {
        var path = Path.Combine(Folder, part, file);
        if (File.Exists(path))
            return JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        return Environment.GetEnvironmentVariable("MARGINALIA_REFERENCE") is { Length: > 0 } ? null : throw new FileNotFoundException("Reference file missing: " + path);
    }

    /// <summary>The cases of a file; empty when another set lacks the file.</summary>
    public static IReadOnlyList<JsonElement> Cases(string part, string file) =>
        Load(part, file) is { } root ? [.. root.GetProperty("cases").EnumerateArray()] : [];

    /// <summary>The members of an object within a case; none when another set lacks the object.</summary>
    public static IEnumerable<JsonProperty> Members(JsonElement e, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (!e.TryGetProperty(name, out e))
                return [];
        return e.EnumerateObject();
    }

    /// <summary>The elements of a list within a case or a file; none when another set lacks the list.</summary>
    public static IEnumerable<JsonElement> Elements(JsonElement? e, string name) =>
        e is { } given && given.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    public static double Number(JsonElement e) => e.ValueKind == JsonValueKind.String
        ? e.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var other => throw new FormatException("Not a number: " + other),
        }
        : e.GetDouble();

    /// <summary>All numbers of a nested array, in order.</summary>
    public static double[] Flat(JsonElement e) =>
        e.ValueKind == JsonValueKind.Array ? [.. e.EnumerateArray().SelectMany(Flat)] : [Number(e)];

    public static int[] Integers(JsonElement e) => [.. e.EnumerateArray().Select(static x => x.GetInt32())];
}
