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

    [Fact]
    public void Monitors_cover_their_session_across_checkpoints_and_leave_the_run_as_it_was()
    {
        string[] monitored = ["train", "--data", "separable:n=20,d=4", "--hidden", "5", "--steps", "40", "--monitor", "laws", "--checkpoint", "16", "--out", _folder["monitored"], "--quiet"];
        Assert.Equal(ExitCode.Success, CommandLine.Run(monitored).Code);
        foreach (var file in (string[])["trajectory.csv", "table.csv", "state.npz"])
            Assert.Equal(File.ReadAllBytes(_folder["run/" + file]), File.ReadAllBytes(_folder["monitored/" + file]));
        Assert.Contains("Laws judged at every step from 0 to 40", File.ReadAllText(_folder["monitored/report.html"]), StringComparison.Ordinal);

        var resumed = CommandLine.Run("train", "--resume", _folder["monitored"], "--steps", "60", "--json").Document;
        Assert.Equal(40, (int)resumed["monitor"]!["fromStep"]!);
        Assert.Equal(60, (int)resumed["monitor"]!["toStep"]!);
        var law = resumed["monitor"]!["laws"]!.AsArray().Single(static l => (string?)l!["id"] == "N6")!;
        Assert.Equal("holds", (string?)law["status"]);
        Assert.Equal(20, (int)law["stepsJudged"]! + (int)law["stepsNotJudged"]!);
        Assert.Contains(resumed["verdicts"]!.AsArray(), static v => (string?)v!["id"] == "N8" && (string?)v["status"] == "holds");
        Assert.Equal(ExitCode.Success, CommandLine.Run("verify", _folder["monitored"]).Code);

        // What is monitored may change: it is no part of what is computed.
        Assert.Null(CommandLine.Run("train", "--resume", _folder["monitored"], "--steps", "70", "--monitor", "none", "--json").Document["monitor"]);
        Assert.Equal(ExitCode.Success, CommandLine.Run("verify", _folder["monitored"]).Code);
    }

    [Fact]
    public void A_run_that_carries_a_window_goes_on_with_it_and_is_reproduced()
    {
        string[] train = ["train", "--data", "separable:n=20,d=4", "--hidden", "5", "--loss", "exponential", "--rule", "unitLogLossDescent", "--schedule", "0.1", "--probes", "auto, windowedKkt,kkt,path.phi(2)", "--stop", "windowedKktResidual(0.2)", "--quiet"];
        Assert.Equal(ExitCode.Success, CommandLine.Run([.. train, "--steps", "600", "--out", _folder["whole"]]).Code);
        Assert.Contains("the residual", File.ReadAllText(_folder["whole/run.json"]), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, CommandLine.Run([.. train, "--steps", "55", "--out", _folder["part"]]).Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run("train", "--resume", _folder["part"], "--steps", "600", "--quiet").Code);
        TemporaryFolder.SameFiles(_folder["whole"], _folder["part"]);
        Assert.Equal(ExitCode.Success, CommandLine.Run("verify", _folder["part"]).Code);
    }

    [Fact]
    public void An_unknown_monitor_is_refused_with_the_names_that_exist() =>
        Refused(CommandLine.Run("train", "--monitor", "N5,N99"), "'N99'");

    private CommandLine Resumed(params string[] more) => CommandLine.Run(["train", "--resume", _folder["run"], .. more]);

    private static void Refused(CommandLine run, string value)
    {
        Assert.Contains(value, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Single(run.Sentences);
    }
}
