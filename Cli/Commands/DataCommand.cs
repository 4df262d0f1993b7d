using System.CommandLine;
using System.Text.Json.Nodes;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Runs;

namespace Marginalia.Cli;

/// <summary><c>marginalia data list|describe</c>.</summary>
public static class DataCommand
{
    /// <summary>The command with its subcommands.</summary>
    /// <param name="common">The options shared by all commands.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var list = new Command("list", "List the data sets that have a name, and the options that every specification takes.");
        list.SetAction(parse => (int)List(parse.GetValue(common.Json), terminal));
        var specification = new Argument<string>("data") { Description = "A name or path with options, for instance digits, separable:n=20,gap=0.3 or iris.csv." };
        var describe = new Command("describe", "Load or make a data set and summarize it.") { specification };
        describe.SetAction(parse => (int)DataCatalog.Describe(parse.GetValue(specification)!, new Key(parse.GetValue(common.Seed)))
            .Match(summary => Describe(summary, parse.GetValue(common.Json), terminal), errors => terminal.Fail(errors)));
        return new Command("data", "Data sets: embedded, synthetic, and from files.") { list, describe };
    }

    private static ExitCode List(bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Document(new JsonObject
            {
                ["schema"] = "marginalia/data-list/1",
                ["data"] = Json.List(DataCatalog.Entries, static e => new JsonObject
                {
                    ["name"] = e.Name,
                    ["specification"] = e.Specification,
                    ["description"] = e.Description,
                    ["origin"] = e.Origin,
                }),
                ["options"] = Json.List(DataCatalog.Options, static o => new JsonObject { ["name"] = o.Name, ["domain"] = o.Domain, ["description"] = o.Description }),
            });
            return ExitCode.Success;
        }

        foreach (var entry in DataCatalog.Entries)
        {
            terminal.Line(entry.Specification);
            terminal.Line("    " + entry.Description);
        }

        terminal.Line();
        terminal.Line("Files by their path: CSV, npz, npy, IDX (images,labels), each also gzipped where its format allows. Options after a colon:");
        foreach (var option in DataCatalog.Options)
            terminal.Line($"  {option.Name}={option.Domain}: {option.Description}");
        return ExitCode.Success;
    }

    private static ExitCode Describe(DataSummary summary, bool json, Terminal terminal)
    {
        var data = summary.Data;
        if (json)
        {
            terminal.Document(new JsonObject
            {
                ["schema"] = "marginalia/data/1",
                ["name"] = data.Name,
                ["provenance"] = data.Provenance,
                ["hash"] = data.ContentHash,
                ["examples"] = data.Count,
                ["features"] = data.InputSize,
                ["outputs"] = data.OutputCount,
                ["targets"] = data.Targets.Kind,
                ["targetCounts"] = Json.List(summary.TargetCounts, static c => JsonValue.Create(c)),
                ["minimum"] = Json.Of(summary.Minimum),
                ["maximum"] = Json.Of(summary.Maximum),
                ["mean"] = Json.Of(summary.Mean),
                ["inputRadius"] = Json.Of(data.InputRadius),
                ["constantFeatures"] = summary.ConstantFeatures,
                ["duplicates"] = summary.Duplicates,
                ["contradictions"] = summary.Contradictions,
            });
            return ExitCode.Success;
        }

        terminal.Line($"Name          {data.Name}");
        terminal.Line($"Made by       {data.Provenance}");
        terminal.Line($"Content hash  {data.ContentHash}");
        terminal.Line($"Examples      {data.Count}");
        terminal.Line($"Features      {data.InputSize}, from {summary.Minimum:G6} to {summary.Maximum:G6}, mean {summary.Mean:G6}, {summary.ConstantFeatures} constant");
        terminal.Line($"Input radius  {data.InputRadius:G6} (largest Euclidean norm)");
        terminal.Line($"Targets       {data.Targets.Kind}{(summary.TargetCounts.Count == 0 ? "" : ": " + string.Join(" ", summary.TargetCounts))}");
        terminal.Line($"Duplicates    {summary.Duplicates}, {summary.Contradictions} of them with another target");
        return ExitCode.Success;
    }
}
