using System.Diagnostics;
using Xunit;

namespace Marginalia.Tests;

public sealed class FormatTests
{
    /// <summary>The formatter works on the folder, without the build, so it needs no analyzers.</summary>
    [Fact]
    public void The_code_obeys_the_white_space_of_the_editor_configuration()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "format", "whitespace", ".", "--folder", "--verify-no-changes", "--exclude", "artifacts" })
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var text = output + errors.Result;
        Assert.True(process.ExitCode is 0 or 2, text);
        Violations.None(text.Split('\n').Where(static line =>
            line.Contains("error", StringComparison.Ordinal) && !line.Contains("/obj/", StringComparison.Ordinal)));
    }
}
