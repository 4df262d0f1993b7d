using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>Ends the reading of a bad file from any depth of a parser; it never leaves <see cref="FileReading"/>.</summary>
internal sealed class FileFault(Error error) : Exception(error.Sentence)
{
    public Error Error { get; } = error;

    public static FileFault Malformed(string source, string problem, string advice = "get an intact copy of the file") =>
        new(new Error.Malformed(source, problem, advice));

    public static FileFault Truncated(string source, string what) => Malformed(source, $"ends within {what}");

    public static FileFault TooLarge(string source, string what, long limit) =>
        Malformed(source, what, FormattableString.Invariant($"at most {limit} are read, raise the limit if the file can be trusted"));

    public static FileFault Unsupported(string source, string what, string reason, string advice) =>
        new(new Error.Unsupported($"{source}: {what}", reason, advice));
}
