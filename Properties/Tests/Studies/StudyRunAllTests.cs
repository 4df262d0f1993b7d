using System.Text.Json.Nodes;
using System.Xml.Linq;
using LanguageExt;
using Marginalia.Cli;
using Marginalia.Numerics;
using Marginalia.Runs;
using Marginalia.Studies;
using Xunit;

namespace Marginalia.Tests;

/// <summary><c>study run all</c>.</summary>
public sealed class StudyRunAllTests
{
    /// <summary>The bar of every study: its outcomes hold as stated, at full size; the main study on its three replicates, weight normalization on its two.</summary>
    [Fact]
    public void AtFullSizeEveryOutcomeOfEveryStudyHoldsAndTheIndexListsThem()
    {
        using var folder = new TemporaryFolder();
        var run = CommandLine.Run("study", "run", "all", "--seed", "1", "--numerics", "portable", "--out", folder["all"]);
        Assert.True(run.Code == ExitCode.Success, run.Out + run.Error);
        Assert.Contains("index.html", run.Error, StringComparison.Ordinal);
        foreach (var study in StudyCatalog.All)
        {
            var record = JsonNode.Parse(File.ReadAllText(folder[$"all/{study.Name}/run.json"]))!;
            var verdicts = record["verdicts"]!.AsArray();
            Assert.NotEmpty(verdicts);
            Assert.All(verdicts, v => Assert.True((string?)v!["status"] == "holds", $"{study.Name}: {v.ToJsonString()}"));
        }

        Listed(folder["all"], StudyCatalog.All.Map(static s => s.Name), StudyCatalog.All.Sum(s => JsonNode.Parse(File.ReadAllText(folder[$"all/{s.Name}/run.json"]))!["verdicts"]!.AsArray().Count));
    }

    [Fact]
    public void AViolatedOutcomeIsListedAndDecidesTheExitCode()
    {
        using var folder = new TemporaryFolder();
        var requests = Prelude.Array(Request("constrained-spectrum"), Request("norm-growth", ("psi", "12")), Request("conservation", ("time", "0.5"), ("control-steps", "100")));
        using StringWriter output = new(), error = new();
        var code = StudyRunAll.Run(requests, folder["some"], new OutputView(Json: false, Quiet: false), new Terminal(output, error, IsInteractive: false), default);
        Assert.Equal(ExitCode.Violated, code);
        Assert.Contains("violated", output.ToString(), StringComparison.Ordinal);
        Listed(folder["some"], requests.Map(static r => r.Study.Name), null);
    }

    [Fact]
    public void OneDocumentHoldsAllStudies()
    {
        using StringWriter output = new(), error = new();
        var code = StudyRunAll.Run(Prelude.Array(Request("constrained-spectrum"), Request("norm-growth", ("psi", "600"))), null, new OutputView(Json: true, Quiet: true), new Terminal(output, error, IsInteractive: false), default);
        Assert.Equal(ExitCode.Success, code);
        Assert.Equal("", error.ToString());
        var document = JsonNode.Parse(output.ToString())!;
        Assert.Equal("marginalia/study-runs/1", (string?)document["schema"]);
        Assert.Equal(["constrained-spectrum", "norm-growth"], document["studies"]!.AsArray().Select(static s => (string?)s!["name"]));
    }

    [Fact]
    public void AFolderInTheWayIsToldBeforeAnythingRuns()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["all"]);
        File.WriteAllText(folder["all/norm-growth"], "a file of that name");
        var run = CommandLine.Run("study", "run", "all", "--out", folder["all"]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal("", run.Out);
        Assert.Equal(["norm-growth"], Directory.EnumerateFileSystemEntries(folder["all"]).Select(Path.GetFileName));
    }

    /// <summary>The page is well-formed, tells how many statements were checked, and each row leads to the report of its study.</summary>
    private static void Listed(string folder, Arr<string> studies, int? statements)
    {
        var page = XDocument.Parse(File.ReadAllText(Path.Combine(folder, "index.html")).Replace("<!DOCTYPE html>", "", StringComparison.OrdinalIgnoreCase));
        var links = page.Descendants().Attributes("href").Select(static a => a.Value).Where(static a => a.EndsWith("report.html", StringComparison.Ordinal)).ToArray();
        Assert.Equal(studies.Map(static s => s + "/report.html"), links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(folder, link)), link));
        if (statements is { } count)
            Assert.Contains($"{studies.Count} studies, {count} statements checked", page.Root!.Value, StringComparison.Ordinal);
    }

    private static StudyRequest Request(string name, params (string Name, string Text)[] changes)
    {
        var study = Unwrap.Right(StudyCatalog.Find(name));
        return new(study, Unwrap.Valid(StudySettings.Create(study.Parameters, changes.ToArr())), 1, NumericsPolicy.Portable());
    }
}
