using System.Text.Json.Nodes;
using Marginalia.Cli;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Every document parses, has its schema, and is all that is on standard output.</summary>
public sealed class JsonTests
{
    public static TheoryData<string, string> Documents => new()
    {
        { "study list", "marginalia/study-list/1" },
        { "study show margin-race", "marginalia/study/1" },
        { "data list", "marginalia/data-list/1" },
        { "data describe digits", "marginalia/data/1" },
        { "data describe curve", "marginalia/data/1" },
        { "laws --list", "marginalia/law-list/1" },
        { "laws N1 --count 3", "marginalia/laws/1" },
        { "measures list", "marginalia/measure-list/1" },
        { "measures explain path.phi(2)", "marginalia/measure/1" },
        { "measures explain spectral.uniform", "marginalia/measure/1" },
        { "measures explain path", "marginalia/measure/1" },
        { "doctor", "marginalia/doctor/1" },
        { "train --data separable --hidden 3 --steps 3", "marginalia/run/1" },
        { "train --data curve --hidden 3 --steps 3", "marginalia/run/1" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_command_prints_one_document_with_its_schema(string line, string schema)
    {
        foreach (var quiet in (string[][])[[], ["--quiet"]])
        {
            var run = CommandLine.Run([.. line.Split(' '), "--json", .. quiet]);
            Assert.Equal("", run.Error);
            Assert.Equal(ExitCode.Success, run.Code);
            Assert.Equal(schema, (string?)run.Document["schema"]);
            Assert.EndsWith("}\n", run.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", run.Out, StringComparison.Ordinal);
            foreach (var verdict in run.Document["verdicts"]?.AsArray() ?? [])
                IsVerdict(verdict!.AsObject());
        }
    }

    [Fact]
    public void The_record_of_a_run_repeats_it_and_names_no_place_time_or_host()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("set.csv", "1,2,0\n3,4,1\n5,7,0\n2,2,1\n");
        string[] args = ["train", "--data", data, "--hidden", "3", "--steps", "5", "--numerics", "portable", "--seed", "18446744073709551615", "--json", "--quiet"];
        var first = CommandLine.Run([.. args, "--out", folder["one"]]);
        Assert.Equal("", first.Error);
        Assert.Equal(first.Out, File.ReadAllText(folder["one/run.json"]));
        Assert.Equal(first.Out, CommandLine.Run([.. args, "--out", folder["two"]]).Out);
        Assert.Equal("set.csv", Assert.Single(first.Document["data"]!.AsObject()).Key);
        Assert.DoesNotContain(Environment.MachineName, first.Out, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(folder["one"], first.Out, StringComparison.Ordinal);
        Assert.Equal(ulong.MaxValue, (ulong)first.Document["seed"]!);
        var configuration = first.Document["configuration"]!.AsObject();
        Assert.Equal(Marginalia.Runs.TrainSetting.All.Map(static s => s.Name), configuration.Select(static p => p.Key));

        var repeated = ((string)first.Document["command"]!).Split(' ')[1..].Select(static word => word.Trim('\'')).ToArray();
        Assert.Equal(first.Out, CommandLine.Run([.. repeated, "--json"]).Out);
    }

    [Fact]
    public void A_changed_data_file_is_not_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("set.csv", "1,2,0\n3,4,1\n5,7,0\n2,2,1\n");
        CommandLine.Run("train", "--data", data, "--hidden", "3", "--steps", "5", "--out", folder["run"], "--quiet");
        folder.Write("set.csv", "1,2,0\n3,4,1\n5,7,0\n2,3,1\n");
        var resumed = CommandLine.Run("train", "--resume", folder["run"], "--steps", "9");
        Assert.Equal(ExitCode.BadInput, resumed.Code);
        Assert.Contains("set.csv", resumed.Error, StringComparison.Ordinal);
        var verified = CommandLine.Run("verify", folder["run"]);
        Assert.Equal(ExitCode.Differs, verified.Code);
        Assert.Contains("The record's data set.csv", verified.Out, StringComparison.Ordinal);
    }

    private static void IsVerdict(JsonObject verdict)
    {
        Assert.Equal(["id", "statement", "status", "measured", "expected", "reason"], verdict.Select(static p => p.Key));
        Assert.Contains((string)verdict["status"]!, (string[])["holds", "violated", "not-applicable"]);
    }
}
