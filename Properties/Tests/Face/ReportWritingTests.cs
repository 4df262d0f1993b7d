using Marginalia.Bounds;
using Marginalia.Cli;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Native;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;

namespace Marginalia.Tests;

/// <summary>From data to a report in one sentence of C#.</summary>
public sealed class ReportWritingTests
{
    [Fact]
    public void A_sentence_from_data_to_outcome_margin_verdicts_and_report()
    {
        using var folder = new TemporaryFolder();
        var run = Experiment.On(Datasets.Digits())
            .TrainingOn(100)
            .WithHiddenLayers(16)
            .StartingAt(scale: 1, seed: 7)
            .Until(new TargetPsi(-1))
            .AtMost(500)
            .Run();

        Assert.IsType<RunOutcome.TargetReached>(run.Outcome);
        Assert.IsType<Number.Value>(run.Last("normalizedMargin"));
        Assert.NotEmpty(run.Verdicts);
        var path = run.WriteReport(folder["new/digits.html"]);
        var page = File.ReadAllText(path);
        Assert.Equal(folder["new/digits.html"], path);
        Assert.Contains("marginalia train --train 100 --hidden 16", page, StringComparison.Ordinal);
        Assert.Contains("training run", page, StringComparison.Ordinal);
        Assert.DoesNotContain("study train", page, StringComparison.Ordinal);
        Assert.All(run.Verdicts, v => Assert.Contains(v.Id, page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_written_from_code_is_the_one_of_the_command_it_records()
    {
        var data = Unwrap.Valid(DataCatalog.Load("separable", new Key(3)));
        IsThatOfItsCommand(Experiment.On(data).WithHiddenLayers(4, 3).Activated(new Networks.Activation.LeakyRelu(0.1)).WithBias(Networks.BiasPlacement.First)
            .Minimizing(new Loss.Exponential(), Reduction.Mean).By(new Momentum(0.5, 0), 0.01).Sampling(new WithReplacement(4))
            .StartingAt(0.5, 3).Until(new TargetPsi(3)).AtMost(40).Recording(new LossProbe(), new MarginProbe()).Observing(new ObservationSchedule.Every(5))
            .On(NumericsPolicies.Portable()));
    }

    [Fact]
    public void Probes_besides_the_usual_ones_measures_and_monitors_are_in_the_command()
    {
        var data = Unwrap.Valid(DataCatalog.Load("separable", new Key(3)));
        var experiment = Experiment.On(data).WithHiddenLayers(4).StartingAt(1, 3).Until(new WindowedKktResidual(0.4)).AtMost(300).Observing(new ObservationSchedule.Every(20)).On(NumericsPolicies.Portable());
        var measure = MeasureTable.Find("path.phi(2)").IfNone(static () => throw new KeyNotFoundException());
        IsThatOfItsCommand(experiment.RecordingAlso(new KktProbe(), new WindowedKktProbe(), new MeasureProbe(measure)).Monitoring());
        IsThatOfItsCommand(experiment.Recording(new RademacherProbe()).Monitoring(new NeuronBalanceMonitor(), new EulerMonitor()));
    }

    private static void IsThatOfItsCommand(Experiment experiment)
    {
        using var folder = new TemporaryFolder();
        experiment.Run().WriteFolder(folder["code"]);
        var command = (string)System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(folder["code/run.json"]))!["command"]!;
        var words = System.Text.RegularExpressions.Regex.Matches(command, "'([^']*)'|(\\S+)").Select(static m => m.Groups[1].Success ? m.Groups[1].Value : m.Value).Skip(1);
        var run = CommandLine.Run([.. words, "--out", folder["command"], "--quiet"]);
        Assert.True(run.Error.Length == 0, run.Error);
        TemporaryFolder.SameFiles(folder["code"], folder["command"]);
        Assert.Equal(ExitCode.Success, CommandLine.Run("verify", folder["code"]).Code);
    }

    [Fact]
    public void What_only_code_can_say_is_recorded_as_such()
    {
        using var folder = new TemporaryFolder();
        var data = Unwrap.Valid(Dataset.Create("mine", Matrix.Of(2, 1, [1.0, -2]), new Targets.Signs(Vector.Of(1, -1)), "typed"));
        Experiment.On(data).Observing(new ObservationSchedule.Logarithmic(3)).AtMost(5).Run().WriteFolder(folder["run"]);
        var text = File.ReadAllText(folder["run/run.json"]);
        Assert.Contains("described in code", text, StringComparison.Ordinal);
        Assert.Contains("3 per decade", text, StringComparison.Ordinal);
        Assert.Contains(data.ContentHash, text, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, CommandLine.Run("verify", folder["run"]).Code);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_a_result_or_an_exception_as_the_caller_likes()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "mine");
        var run = Experiment.On(Unwrap.Valid(DataCatalog.Load("xor", new Key(1)))).AtMost(1).Run();
        foreach (var place in (string[])[file + "/below.html", folder[""], ""])
            Assert.IsType<Error.Inaccessible>(Unwrap.Left(run.TryWriteReport(place)));
        Assert.Contains(file, Assert.Throws<InvalidInputException>(() => run.WriteFolder(file)).Message, StringComparison.Ordinal);
        Assert.Contains(file, Assert.Throws<InvalidInputException>(() => run.WriteReport(file + "/below.html")).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public void A_description_that_does_not_fit_together_tells_every_error_at_once()
    {
        var refused = Assert.Throws<InvalidInputException>(() => Experiment.On(Datasets.Digits())
            .TrainingOn(5000).WithHiddenLayers(0).StartingAt(scale: -1).By(new Momentum(2, 0), -0.5).Observing(new ObservationSchedule.Every(0)).Run());
        Assert.Equal(6, refused.Errors.Count);
        foreach (var value in (string[])["5000", "0", "-1", "2", "-0.5"])
            Assert.Contains(value, refused.Message, StringComparison.Ordinal);
    }
}
