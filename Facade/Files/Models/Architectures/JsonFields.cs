using System.Text.Json;

namespace Marginalia.Files;

/// <summary>The members of an object, each asked for by name; those that nobody asked for are an error.</summary>
/// <param name="source">What messages call the file.</param>
/// <param name="where">What messages call the object: "node 'fc1'".</param>
/// <param name="element">The object.</param>
internal sealed class JsonFields(string source, string where, JsonElement element)
{
    private readonly List<string> _asked = [];

    public string Where => where;

    /// <summary>The same object under another name in messages.</summary>
    public JsonFields As(string name)
    {
        var renamed = new JsonFields(source, name, element);
        renamed._asked.AddRange(_asked);
        return renamed;
    }

    public static JsonFields Of(string source, string where, JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? new(source, where, element) : throw Fault(source, where, "is no object");

    /// <summary>The member, or null when it is absent or null.</summary>
    public JsonElement? Find(string name)
    {
        _asked.Add(name);
        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public JsonElement Get(string name) => Find(name) ?? throw Fault($"lacks '{name}'");

    public string? FindText(string name) => Find(name) is not { } value ? null : Text(value, name);

    public string GetText(string name) => Text(Get(name), name);

    public bool? FindFlag(string name) => Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Fault($"has '{name}' that is neither true nor false");

    public bool GetFlag(string name) => FindFlag(name) ?? throw Fault($"lacks '{name}'");

    public double GetNumber(string name) => Number(Get(name), name);

    public int? FindInteger(string name, int least, int most) => Find(name) is not { } value ? null : Integer(value, name, least, most);

    public int GetInteger(string name, int least, int most) => Integer(Get(name), name, least, most);

    /// <summary>Whole numbers in a list; a single one stands for a list of one.</summary>
    public int[]? FindIntegers(string name, int least, int most) => Find(name) is not { } value ? null
        : value.ValueKind != JsonValueKind.Array ? [Integer(value, name, least, most)]
        : value.GetArrayLength() > 64 ? throw Fault($"has {value.GetArrayLength()} numbers in '{name}'")
        : [.. value.EnumerateArray().Select(v => Integer(v, name, least, most))];

    public int[] GetIntegers(string name, int least, int most) => FindIntegers(name, least, most) ?? throw Fault($"lacks '{name}'");

    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<JsonElement> GetList(string name) => Get(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : throw Fault($"has '{name}' that is no list");

    /// <summary>Refuses members that were not asked for.</summary>
    public void End()
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!_asked.Contains(member.Name))
                throw Fault($"has the unknown member '{member.Name}'", _asked.Count == 0 ? "leave it out" : $"known: {string.Join(", ", _asked)}");
        }
    }

    public string Text(JsonElement value, string name) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fault($"has '{name}' that is no text");

    public double Number(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Fault($"has '{name}' that is no finite number");

    public int Integer(JsonElement value, string name, int least, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw Fault($"has '{name}' = {value.GetRawText()}", FormattableString.Invariant($"use whole numbers from {least} to {most}"));

    public FileFault Fault(string problem, string advice = "see docs/models.md") => Fault(source, where, problem, advice);

    private static FileFault Fault(string source, string where, string problem, string advice = "see docs/models.md") => FileFault.Malformed(source, $"{where} {problem}", FileFault.Clean(advice));
}
