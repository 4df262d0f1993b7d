using System.Text.Json.Nodes;
using Marginalia.Numerics;
using Marginalia.Runs;

namespace Marginalia.Cli;

/// <summary>Where the program writes: results on standard output, everything else on standard error.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Progress, warnings, errors.</param>
/// <param name="IsInteractive">Whether standard error is a terminal, so that a progress line may be redrawn.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive)
{
    private const int Width = 100;

    /// <summary>The terminal of the process.</summary>
    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected);

    /// <summary>Writes one line of the result.</summary>
    /// <param name="text">The line.</param>
    public void Line(string text = "") => Out.Write(text + "\n");

    /// <summary>Writes one JSON document.</summary>
    /// <param name="document">The document.</param>
    public void Document(JsonNode document) => Out.Write(Json.Text(document));

    /// <summary>Writes one sentence per error and gives the exit code of bad input.</summary>
    /// <param name="errors">What is wrong.</param>
    public ExitCode Fail(IEnumerable<Error> errors)
    {
        foreach (var error in errors)
            Error.Write($"marginalia: {error.Sentence}\n");
        return ExitCode.BadInput;
    }

    /// <summary>Writes the sentence of one error and gives the exit code of bad input.</summary>
    /// <param name="error">What is wrong.</param>
    public ExitCode Fail(Error error) => Fail([error]);

    /// <summary>Redraws the progress line; nothing when standard error is not a terminal.</summary>
    /// <param name="text">The line; empty clears it.</param>
    public void Progress(string text)
    {
        if (IsInteractive)
            Error.Write("\r" + (text.Length > Width ? text[..Width] : text).PadRight(Width) + (text.Length == 0 ? "\r" : ""));
    }
}
