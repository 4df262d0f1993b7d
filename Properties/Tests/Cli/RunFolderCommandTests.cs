using Marginalia.Cli;
using Xunit;

namespace Marginalia.Tests;

/// <summary>What verify and resume say to run folders that somebody damaged or edited.</summary>
public sealed class RunFolderCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunFolderCommandTests() => Assert.Equal(
        ExitCode.Success,
        CommandLine.Run("train", "--data", "separable:n=20,d=4", "--hidden", "5", "--steps", "40", "--out", _folder["run"], "--quiet").Code);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_reached_its_target_is_reproduced()
    {
        Assert.Equal(ExitCode.Success, CommandLine.Run("train", "--data", "separable:n=20,d=4", "--hidden", "5", "--steps", "4000", "--stop", "zeroError;targetPsi(2)", "--out", _folder["target"], "--json").Code);
        Assert.Contains("targetReached", File.ReadAllText(_folder["target/run.json"]), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, CommandLine.Run("verify", _folder["target"]).Code);
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("state.npz")]
    [InlineData("trajectory.csv")]
    public void A_missing_file_is_bad_input_to_both(string file)
    {
        File.Delete(_folder["run/" + file]);
        Refused(CommandLine.Run("verify", _folder["run"]), file);
        Refused(Resumed("--steps", "50"), file);
    }

    [Theory]
    [InlineData("run.json")]
    [InlineData("state.npz")]
    public void A_truncated_file_is_bad_input_to_both(string file)
    {
        var whole = File.ReadAllBytes(_folder["run/" + file]);
        File.WriteAllBytes(_folder["run/" + file], whole[..(whole.Length / 2)]);
        Refused(CommandLine.Run("verify", _folder["run"]), file);
        Refused(Resumed("--steps", "50"), file);
    }

    [Fact]
    public void A_truncated_trajectory_differs_and_is_not_gone_on_with()
    {
        var whole = File.ReadAllText(_folder["run/trajectory.csv"]);
        File.WriteAllText(_folder["run/trajectory.csv"], whole[..(whole.TrimEnd('\n').LastIndexOf('\n') - 20)]);
        Assert.Equal(ExitCode.Differs, CommandLine.Run("verify", _folder["run"]).Code);
        Refused(Resumed("--steps", "50"), "trajectory.csv");
    }

    [Fact]
    public void An_edited_trajectory_is_told_by_its_first_step_and_quantity()
    {
        var lines = File.ReadAllLines(_folder["run/trajectory.csv"]);
        var heads = lines[0].Split(',');
        var column = Array.IndexOf(heads, "minMargin");
        foreach (var line in (int[])[2, 3])
        {
            var fields = lines[line].Split(',');
            fields[column] = "0.25";
            lines[line] = string.Join(',', fields);
        }

        File.WriteAllText(_folder["run/trajectory.csv"], string.Join('\n', lines) + "\n");
        var run = CommandLine.Run("verify", _folder["run"]);
        Assert.Equal(ExitCode.Differs, run.Code);
        Assert.Contains("step 10", run.Out, StringComparison.Ordinal);
        Assert.Contains("'minMargin'", run.Out, StringComparison.Ordinal);
        Assert.Contains("recorded 0.25,", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("step 20", run.Out, StringComparison.Ordinal);

        var document = CommandLine.Run("verify", _folder["run"], "--json").Document;
        Assert.Equal("marginalia/verification/1", (string?)document["schema"]);
        Assert.False((bool)document["reproduced"]!);
        Assert.Equal("minMargin", (string?)document["differences"]![0]!["quantity"]);
        Refused(Resumed("--steps", "50"), "trajectory.csv");
    }

    [Theory]
    [InlineData("\"hidden\": \"5\"", "\"hidden\": \"6\"", "theta")]
    [InlineData("\"hidden\": \"5\"", "\"hidden\": 5", "run.json")]
    [InlineData("\"seed\": 1", "\"seed\": -1", "run.json")]
    [InlineData("marginalia/run/1", "marginalia/run/9", "marginalia/run/9")]
    [InlineData("\"kind\": \"train\"", "\"kind\": \"walk\"", "walk")]
    [InlineData("\"steps\": \"40\"", "\"steps\": \"forty\"", "forty")]
    [InlineData("\"policy\": \"", "\"policy\": \"un", "un")]
    public void A_record_that_was_edited_is_bad_input(string recorded, string edited, string value)
    {
        var text = File.ReadAllText(_folder["run/run.json"]);
        Assert.Contains(recorded, text, StringComparison.Ordinal);
        File.WriteAllText(_folder["run/run.json"], text.Replace(recorded, edited, StringComparison.Ordinal));
        Refused(CommandLine.Run("verify", _folder["run"]), value);
        Refused(Resumed(), value);
    }

    [Theory]
    [InlineData("--hidden", "6", "'6'")]
    [InlineData("--set", "hidden=6", "'6'")]
    [InlineData("--set", "hidden", "'hidden'")]
    [InlineData("--seed", "2", "'2'")]
    [InlineData("--out", "elsewhere", "elsewhere")]
    [InlineData("--steps", "39", "39")]
    [InlineData("--steps", "x", "'x'")]
    public void A_resumed_run_keeps_its_settings(string option, string text, string value)
    {
        var before = _folder.Copy(_folder["run"], "before");
        Refused(Resumed(option, text), value);
        TemporaryFolder.SameFiles(before, _folder["run"]);
    }

    [Fact]
    public void Settings_may_be_repeated_as_they_are_recorded()
    {
        var before = _folder.Copy(_folder["run"], "before");
        Assert.Equal(ExitCode.Success, Resumed("--hidden", "5", "--seed", "1", "--steps", "40").Code);
        TemporaryFolder.SameFiles(before, _folder["run"]);
    }

    private CommandLine Resumed(params string[] more) => CommandLine.Run(["train", "--resume", _folder["run"], .. more]);

    private static void Refused(CommandLine run, string value)
    {
        Assert.Contains(value, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Single(run.Sentences);
    }
}
