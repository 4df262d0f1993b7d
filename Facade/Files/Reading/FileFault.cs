using System.Globalization;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>Ends the reading of a bad file from any depth of a parser; it never leaves <see cref="FileReading"/>.</summary>
internal sealed class FileFault(Error error) : Exception(error.Sentence)
{
    /// <summary>The longest piece of a sentence, since names in a file may have any length.</summary>
    private const int MaximumLength = 200;

    public Error Error { get; } = error;

    public static FileFault Malformed(string source, string problem, string advice = "get an intact copy of the file") =>
        new(new Error.Malformed(Clean(source), Clean(problem), advice));

    public static FileFault Truncated(string source, string what) => Malformed(source, $"ends within {what}");

    public static FileFault TooLarge(string source, string what, long limit) =>
        Malformed(source, what, FormattableString.Invariant($"at most {limit} are read, raise the limit if the file can be trusted"));

    public static FileFault Unsupported(string source, string what, string reason, string advice) =>
        new(new Error.Unsupported(Clean($"{source}: {what}"), Clean(reason), advice));

    public static FileFault Inaccessible(string path, string problem) => new(new Error.Inaccessible(Clean(path), Clean(problem)));

    /// <summary>Text of a file made fit for a terminal: one line, no control or formatting characters, of bounded length.</summary>
    public static string Clean(string text)
    {
        var kept = text.Length <= MaximumLength ? text : text[..(MaximumLength * 3 / 4)] + "..." + text[^(MaximumLength / 4)..];
        return string.Concat(kept.Select(static c => CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate ? '?' : c));
    }
}
