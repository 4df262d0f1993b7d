using System.Diagnostics;
using System.Runtime.InteropServices;
using Marginalia.Cli;
using Xunit;

namespace Marginalia.Tests;

/// <summary>A run that is interrupted leaves a folder that goes on to the bit.</summary>
public sealed class InterruptionTests
{
    private const int Terminate = 15, Interrupt = 2;

    private static readonly string[] Small = ["train", "--data", "separable:n=20,d=4", "--hidden", "5", "--observe", "7", "--numerics", "portable"];

    [Theory]
    [InlineData("marginSafeController", "full", "0.05")]
    [InlineData("momentum", "epochs(6)", "0.001")]
    [InlineData("adam", "withReplacement(4)", "0.001")]
    public void Interrupted_and_resumed_gives_every_file_of_the_uninterrupted_run(string rule, string sampler, string step)
    {
        using var folder = new TemporaryFolder();
        string[] args = [.. Small, "--rule", rule, "--sampler", sampler, "--schedule", step, "--steps", "60"];
        var interrupted = CommandLine.Interrupt([.. args, "--out", folder["interrupted"]]);
        Assert.Equal(ExitCode.Resumable, interrupted.Code);
        Assert.Contains($"marginalia train --resume {folder["interrupted"]}", interrupted.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, CommandLine.Run("verify", folder["interrupted"]).Code);

        Assert.Equal(ExitCode.Success, CommandLine.Run("train", "--resume", folder["interrupted"]).Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run([.. args, "--out", folder["whole"]]).Code);
        TemporaryFolder.SameFiles(folder["whole"], folder["interrupted"]);
        Assert.Equal(ExitCode.Success, CommandLine.Run("verify", folder["interrupted"]).Code);
    }

    [Fact]
    public void A_run_interrupted_before_its_first_step_goes_on_as_well()
    {
        using var folder = new TemporaryFolder();
        string[] args = [.. Small, "--steps", "30"];
        Assert.Equal(ExitCode.Resumable, CommandLine.Run(new CancellationToken(true), [.. args, "--out", folder["interrupted"]]).Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run("verify", folder["interrupted"]).Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run("train", "--resume", folder["interrupted"]).Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run([.. args, "--out", folder["whole"]]).Code);
        TemporaryFolder.SameFiles(folder["whole"], folder["interrupted"]);
    }

    [Fact]
    public void Checkpoints_change_nothing_but_their_setting()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.Success, CommandLine.Run([.. Small, "--steps", "50", "--checkpoint", "20", "--out", folder["checkpoints"]]).Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run([.. Small, "--steps", "50", "--out", folder["whole"]]).Code);
        foreach (var name in (string[])["state.npz", "trajectory.csv", "table.csv"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["whole"], name)), File.ReadAllBytes(Path.Combine(folder["checkpoints"], name)));
    }

    [Fact]
    public void A_higher_cap_goes_on_where_the_run_ended()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.Success, CommandLine.Run([.. Small, "--steps", "20", "--out", folder["parts"]]).Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run("train", "--resume", folder["parts"], "--steps", "45").Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run([.. Small, "--steps", "45", "--out", folder["whole"]]).Code);
        TemporaryFolder.SameFiles(folder["whole"], folder["parts"]);
    }

    [Fact]
    public void Without_a_folder_an_interrupted_run_is_cancelled_and_its_progress_line_cleared()
    {
        var run = CommandLine.Interrupt([.. Small, "--steps", "1000000"]);
        Assert.Equal(ExitCode.Cancelled, run.Code);
        Assert.Contains("step", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("\r", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Error.TrimEnd('\r').Split('\r')[^1].Trim());
        Assert.Equal(ExitCode.Cancelled, CommandLine.Run(new CancellationToken(true), [.. Small, "--json"]).Code);
    }

    [Theory]
    [InlineData("after-zero-error")]
    [InlineData("margin-race")]
    public void An_interrupted_study_has_no_result(string study)
    {
        using var folder = new TemporaryFolder();
        var run = CommandLine.Interrupt("study", "run", study, "--out", folder["study"]);
        Assert.Equal(ExitCode.Cancelled, run.Code);
        Assert.Equal("", run.Out);
        Assert.EndsWith("marginalia: cancelled.\n", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["study"]));
    }

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public void A_signal_to_the_process_leaves_a_resumable_folder(int signal)
    {
        using var folder = new TemporaryFolder();
        using var child = Process.Start(new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "Marginalia.Cli.dll"), .. Small, "--steps", "1000000000", "--probes", "loss", "--checkpoint", "1000", "--out", folder["run"], "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = child.StandardOutput.ReadToEndAsync();
        var error = child.StandardError.ReadToEndAsync();
        SpinWait.SpinUntil(() => child.HasExited || File.Exists(folder["run/run.json"]), TimeSpan.FromSeconds(60));
        Assert.False(child.HasExited, error.IsCompleted ? error.Result : "");
        Assert.Equal(0, Kill(child.Id, signal));
        if (!child.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            child.Kill();
            Assert.Fail("The signal did not end the process.");
        }

        Assert.Equal((int)ExitCode.Resumable, child.ExitCode);
        Assert.Contains("\"cancelled\"", output.Result, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, CommandLine.Run("verify", folder["run"]).Code);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
