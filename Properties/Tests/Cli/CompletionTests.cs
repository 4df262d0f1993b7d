using System.Diagnostics;
using Marginalia.Cli;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Completion: the program suggests, the scripts ask it.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("marginalia st", "study")]
    [InlineData("marginalia study run margin-r", "margin-race")]
    [InlineData("marginalia train --see", "--seed")]
    [InlineData("marginalia laws N1", "N1")]
    [InlineData("marginalia completion b", "bash")]
    public void The_program_suggests_what_may_come_next(string typed, string next)
    {
        var run = CommandLine.Run($"[suggest:{typed.Length}]", typed);
        Assert.Equal(ExitCode.Success, run.Code);
        Assert.Contains(next, run.Out.Split('\n').Select(static line => line.Trim()));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _marginalia marginalia")]
    [InlineData("zsh", "compdef _marginalia marginalia")]
    [InlineData("fish", "complete --command marginalia")]
    public void Every_shell_has_a_script_that_asks_the_program(string shell, string registration)
    {
        var run = CommandLine.Run("completion", shell);
        Assert.Equal(ExitCode.Success, run.Code);
        Assert.Contains("[suggest:", run.Out, StringComparison.Ordinal);
        Assert.Contains(registration, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Bash_completes_with_the_script()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write("test.sh", $$"""
            marginalia() { dotnet '{{Path.Combine(AppContext.BaseDirectory, "Marginalia.Cli.dll")}}' "$@"; }
            {{CommandLine.Run("completion", "bash").Out}}
            COMP_LINE='/some/where/marginalia study run margin-r'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD=3
            _marginalia
            echo "${COMPREPLY[@]}"
            """.ReplaceLineEndings("\n"));
        using var bash = Process.Start(new ProcessStartInfo("bash", [script]) { RedirectStandardOutput = true })!;
        Assert.Equal("margin-race\n", bash.StandardOutput.ReadToEnd());
    }
}
