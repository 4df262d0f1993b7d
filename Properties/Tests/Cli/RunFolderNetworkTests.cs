using System.Text.Json.Nodes;
using Marginalia.Cli;
using Marginalia.Files;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Runs;
using Xunit;

namespace Marginalia.Tests;

/// <summary>The network of a training run: audited from its folder without further words, and exported.</summary>
public sealed class RunFolderNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunFolderNetworkTests() => Assert.Equal(ExitCode.Success, Train("run").Code);

    public void Dispose() => _folder.Dispose();

    private static string[] Settings => ["--data", "separable:n=30,d=4", "--train", "20", "--hidden", "6,5", "--bias", "first", "--scale", "0.7", "--seed", "9", "--numerics", "portable"];

    private CommandLine Train(string name, params string[] more) => CommandLine.Run(["train", .. Settings, "--steps", "30", "--out", _folder[name], "--quiet", .. more]);

    [Fact]
    public void The_network_at_the_end_is_that_of_the_state_and_that_before_training_is_the_state_of_no_steps()
    {
        var end = Unwrap.Right(Unwrap.Right(ModelFiles.Open(_folder["run"], ModelOptions.Default)).Load());
        var start = Unwrap.Right(Unwrap.Right(RunFolderNetworks.Initial(_folder["run"])).Load());
        Assert.Equal(ExitCode.Success, CommandLine.Run(["train", .. Settings, "--steps", "0", "--out", _folder["start"], "--quiet"]).Code);
        var none = Unwrap.Right(Unwrap.Right(TensorNetworks.Open(_folder["start/state.npz"])).Load());
        Assert.Equal("4 -> dense 6 relu with bias -> dense 5 relu -> dense 1", end.Network.Text);
        Assert.Equal(none.Parameters, start.Parameters);
        Assert.Equal(none.Network, end.Network);
        Assert.NotEqual(none.Parameters, end.Parameters);
        Assert.Equal(Unwrap.Right(Npz.Read(_folder["run/state.npz"]))["theta"].Values, end.Parameters.Flat);
    }

    [Fact]
    public void The_training_examples_are_those_of_the_run_and_no_others()
    {
        var data = Unwrap.Right(RunFolderNetworks.TrainingData(_folder["run"]));
        Assert.Equal(20, data.Count);
        var record = File.ReadAllText(_folder["run/run.json"]);
        Assert.Contains(data.ContentHash, record);
        File.WriteAllText(_folder["run/run.json"], record.Replace(data.ContentHash, new string('0', 64), StringComparison.Ordinal));
        Bytes.Refused(RunFolderNetworks.TrainingData(_folder["run"]), "malformed", "content hash", "--data");
    }

    [Fact]
    public void Run_folders_side_by_side_share_what_they_record_alike_and_say_what_they_do_not()
    {
        Assert.Equal(ExitCode.Success, CommandLine.Run(["train", .. Settings, "--steps", "40", "--out", _folder["longer"], "--quiet"]).Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run(["train", .. Settings.Select(static s => s == "0.7" ? "0.5" : s), "--steps", "30", "--out", _folder["elsewhere"], "--quiet"]).Code);
        var alike = CommandLine.Run("audit", _folder["run"], _folder["longer"], "--fast", "--json").Document;
        Assert.NotNull(alike["initialization"]);
        Assert.Empty(alike["notes"]!.AsArray());
        var other = CommandLine.Run("audit", _folder["run"], _folder["elsewhere"], "--fast", "--json");
        Assert.Null(other.Document["initialization"]);
        Assert.Equal(20, (int)other.Document["data"]!["examples"]!);
        Assert.Contains("Not every model records the same initial weights, so none are used", other.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Not every model", alike.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_audit_of_a_run_folder_has_its_data_and_its_beginning()
    {
        var run = CommandLine.Run("audit", _folder["run"], "--fast", "--json");
        Assert.Equal(ExitCode.Success, run.Code);
        Assert.Equal("", run.Error);
        var model = run.Document["models"]!.AsArray().Single()!;
        Assert.Equal("run", (string?)model["name"]);
        Assert.Equal(20, (int)run.Document["data"]!["examples"]!);
        Assert.All(model["layers"]!.AsArray(), static l => Assert.True((double)l!["distance"]! > 0));
        Assert.Contains("all examples that it trained on, and the weights that it began with", CommandLine.Run("audit", _folder["run"], "--fast").Out);
        var other = CommandLine.Run("audit", _folder["run"], "--fast", "--data", "separable:n=30,d=4").Out;
        Assert.Contains("From the record of the run are the weights that it began with.", other);
        var given = CommandLine.Run("audit", _folder["run/state.npz"], "--data", "separable:n=30,d=4", "--fast", "--json");
        Assert.Equal(30, (int)given.Document["data"]!["examples"]!);
        Assert.Equal((string?)model["weightsHash"], (string?)given.Document["models"]![0]!["weightsHash"]);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.safetensors")]
    [InlineData("model.npz")]
    public void An_exported_network_is_the_one_at_the_end(string name)
    {
        Assert.Equal(ExitCode.Success, Train("again", "--export", _folder[name]).Code);
        var exported = Unwrap.Right(Unwrap.Right(ModelFiles.Open(_folder[name], ModelOptions.Default)).Load());
        var end = Unwrap.Right(Unwrap.Right(RunFolderNetworks.Open(_folder["run"])).Load());
        Assert.Equal(end.Network, exported.Network);
        Assert.Equal(end.Parameters.Flat, exported.Parameters.Flat);
    }

    [Fact]
    public void A_resumed_run_exports_too_and_a_name_of_no_format_is_refused_before_any_step()
    {
        Assert.Equal(ExitCode.Success, CommandLine.Run("train", "--resume", _folder["run"], "--export", _folder["m.onnx"], "--quiet").Code);
        Assert.True(File.Exists(_folder["m.onnx"]));
        var refused = CommandLine.Run(["train", .. Settings, "--export", _folder["m.pt"], "--out", _folder["new"]]);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("m.pt", refused.Error);
        Assert.Contains(".safetensors", refused.Error);
        var below = CommandLine.Run(["train", .. Settings, "--export", _folder["m.onnx/n.onnx"], "--out", _folder["new"]]);
        Assert.Equal(ExitCode.BadInput, below.Code);
        Assert.Contains("is a file, not a folder", below.Error);
        Directory.CreateDirectory(_folder["folder.onnx"]);
        Assert.Contains("it is a folder", CommandLine.Run(["train", .. Settings, "--export", _folder["folder.onnx"], "--out", _folder["new"]]).Error);
        Assert.False(Directory.Exists(_folder["new"]));
        Assert.Equal(["folder.onnx", "m.onnx", "run"], Directory.EnumerateFileSystemEntries(_folder[""]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Folders_without_a_network_are_told_in_one_sentence()
    {
        Bytes.Refused(ModelFiles.Open(_folder[""], ModelOptions.Default), "inaccessible", "run.json");
        var record = JsonNode.Parse(File.ReadAllText(_folder["run/run.json"]))!;
        record["kind"] = "study";
        File.WriteAllText(_folder["run/run.json"], record.ToJsonString());
        Bytes.Refused(RunFolderNetworks.Open(_folder["run"]), "unsupported", "'study'");
        record["kind"] = "train";
        record["configuration"]!["scale"] = "wide";
        File.WriteAllText(_folder["run/run.json"], record.ToJsonString());
        Bytes.Refused(RunFolderNetworks.Initial(_folder["run"]), "malformed", "wide");
        var state = Unwrap.Right(Npz.Open(_folder["run/state.npz"]));
        File.WriteAllBytes(_folder["run/state.npz"], Npz.ToBytes(Unwrap.Right(state.LoadAll()).Filter(static a => a.Name != "marginalia.architecture")));
        Bytes.Refused(RunFolderNetworks.Open(_folder["run"]), "malformed", "architecture", "--resume");
    }

    [Fact]
    public void Every_bias_placement_is_audited_from_its_folder_and_exported_to_ONNX_with_the_same_function()
    {
        foreach (var bias in Enum.GetValues<BiasPlacement>())
        {
            var name = "bias-" + bias.Word;
            var ran = CommandLine.Run("train", "--data", "separable:n=12,d=3", "--hidden", "4", "--activation", "tanh", "--bias", bias.Word, "--steps", "5", "--out", _folder[name], "--export", _folder[name + ".onnx"], "--quiet");
            Assert.Equal(ExitCode.Success, ran.Code);
            var own = Unwrap.Right(Unwrap.Right(RunFolderNetworks.Open(_folder[name])).Load());
            var exported = Unwrap.Right(Unwrap.Right(ModelFiles.Open(_folder[name + ".onnx"], ModelOptions.Default)).Load());
            var inputs = Matrix.Of(2, 3, 0.5, -1, 2, 0.25, 0, -3);
            Assert.Equal(-1, new Tolerance(1e-13, 1e-13, ToleranceScale.PerArray).FirstDifference(ModelOutputs.Of(exported, inputs).Span, ModelOutputs.Of(own, inputs).Span));
        }
    }
}
