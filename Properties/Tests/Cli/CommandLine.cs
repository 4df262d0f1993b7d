using System.Text.Json.Nodes;
using Marginalia.Cli;

namespace Marginalia.Tests;

/// <summary>The program run within the test, with what it wrote.</summary>
internal sealed record CommandLine(ExitCode Code, string Out, string Error)
{
    public string[] Sentences => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonNode Document => JsonNode.Parse(Out) ?? throw new InvalidOperationException("The output is the JSON null.");

    public static CommandLine Run(params string[] args) => Run(CancellationToken.None, args);

    public static CommandLine Run(CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = Application.Run(args, new Terminal(output, error, IsInteractive: false), cancellation);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs at a terminal and presses Ctrl-C as soon as the progress line has been drawn a number of times.</summary>
    public static CommandLine Interrupt(params string[] args)
    {
        using var source = new CancellationTokenSource();
        using var output = new StringWriter();
        using var error = new InterruptingWriter(source);
        var code = Application.Run(args, new Terminal(output, error, IsInteractive: true), source.Token);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>Standard error that cancels when a step is told.</summary>
    private sealed class InterruptingWriter(CancellationTokenSource source) : StringWriter
    {
        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains("step", StringComparison.Ordinal) == true)
                source.Cancel();
        }
    }
}
