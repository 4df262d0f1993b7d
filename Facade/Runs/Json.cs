using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Studies;

namespace Marginalia.Runs;

/// <summary>The JSON forms of the house: one place decides how numbers, verdicts and tables are written.</summary>
/// <remarks>Numbers are the shortest text that reads back to the same bits; infinities are strings, undefined numbers carry their reason, NaN never
/// appears (conventions, section 7).</remarks>
public static class Json
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The text of a document, indented, LF, with a final newline.</summary>
    /// <param name="document">The document.</param>
    public static string Text(JsonNode document) => document.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    /// <summary>A double; infinities become strings, NaN becomes null with a reason.</summary>
    /// <param name="number">Any double.</param>
    public static JsonNode Of(double number) => Of(Number.Of(number));

    /// <summary>A number or why there is none.</summary>
    /// <param name="number">The number.</param>
    public static JsonNode Of(Number number) => number.Match<JsonNode>(
        static v => double.IsFinite(v) ? JsonValue.Create(v) : JsonValue.Create(v > 0 ? "Infinity" : "-Infinity"),
        static reason => new JsonObject { ["value"] = null, ["reason"] = reason });

    /// <summary>A verdict as the command-line contract has it.</summary>
    /// <param name="verdict">The verdict.</param>
    public static JsonObject Of(Verdict verdict) => new()
    {
        ["id"] = verdict.Id,
        ["statement"] = verdict.Statement,
        ["status"] = verdict.Status.Word,
        ["measured"] = verdict.Measured,
        ["expected"] = verdict.Expected,
        ["reason"] = verdict.Reason,
    };

    /// <summary>A table: heads and rows.</summary>
    /// <param name="table">The table.</param>
    public static JsonObject Of(Table table) => new()
    {
        ["name"] = table.Name,
        ["title"] = table.Title,
        ["columns"] = List(table.Columns, static c => JsonValue.Create(c)),
        ["rows"] = List(table.Rows, static r => List(r, static cell => cell.Match<JsonNode>(static t => JsonValue.Create(t), Of))),
    };

    /// <summary>An array of anything.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="items">The elements.</param>
    /// <param name="form">The form of one element.</param>
    public static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> form) => new([.. items.Select(form)]);

    /// <summary>An object of name and text pairs, in order.</summary>
    /// <param name="pairs">Unique names with texts.</param>
    public static JsonObject Of(Arr<(string Name, string Text)> pairs)
    {
        var result = new JsonObject();
        foreach (var (name, text) in pairs)
            result[name] = text;
        return result;
    }
}
