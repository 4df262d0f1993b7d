using System.Text.Json;
using LanguageExt;

namespace Marginalia.Files;

/// <summary>JSON from a file that nobody vouches for: of bounded size and depth, every member once.</summary>
internal static class StrictJson
{
    /// <summary>No document of ours is nested deeper.</summary>
    private const int Depth = 12;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Depth, AllowDuplicateProperties = false };

    /// <summary>Reads a file whose document is an object.</summary>
    public static JsonElement OfFile(string path, ReadLimits limits)
    {
        using var file = ByteSource.Open(path);
        return file.Length > limits.MaximumHeader
            ? throw FileFault.TooLarge(file.Name, FormattableString.Invariant($"has {file.Length} bytes of JSON"), limits.MaximumHeader)
            : Of(file.Name, file.Slice(0, file.Length, "the document"), limits);
    }

    /// <summary>Reads bytes whose document is an object.</summary>
    public static JsonElement Of(string source, ReadOnlyMemory<byte> bytes, ReadLimits limits)
    {
        if (bytes.Length > limits.MaximumHeader)
            throw FileFault.TooLarge(source, FormattableString.Invariant($"has {bytes.Length} bytes of JSON"), limits.MaximumHeader);
        var text = bytes.Span is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            CheckText(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw FileFault.Malformed(source, "its document is no object", Advice);
        }
        catch (JsonException e)
        {
            throw FileFault.Malformed(source, FormattableString.Invariant($"{(e.LineNumber is { } line ? $"line {line + 1}" : "it")} {Problem(text.Span, e)}"), Advice);
        }
        catch (InvalidOperationException)
        {
            throw FileFault.Malformed(source, "it holds text that is not UTF-8", Advice);
        }
    }

    // The platform finds text that is not UTF-8 only when it is asked for it.
    private static void CheckText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    CheckText(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    CheckText(member.Value);
                }

                break;
        }
    }

    private const string Advice = "correct it after the examples of docs/models.md";

    // The three words that other programs write for numbers which JSON does not have.
    private static string Problem(ReadOnlySpan<byte> text, JsonException error)
    {
        for (long line = 0; line < error.LineNumber && text.IndexOf((byte)'\n') is >= 0 and var end; line++)
            text = text[(end + 1)..];
        var here = text[(int)Math.Clamp(error.BytePositionInLine ?? 0, 0, text.Length)..];
        here = here[..Math.Min(here.Length, 12)];
        return here.StartsWith("NaN"u8) || here.StartsWith("Inf"u8) || here.StartsWith("-Inf"u8) ? "holds NaN or Infinity, and only finite numbers are accepted"
            : error.Message.Contains("duplicate", StringComparison.OrdinalIgnoreCase) ? "repeats a member of its object"
            : error.Message.Contains("depth", StringComparison.OrdinalIgnoreCase) ? $"is nested deeper than {Depth} levels"
            : "is not JSON";
    }
}
