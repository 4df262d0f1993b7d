using System.CommandLine;
using System.Text.Json.Nodes;
using Marginalia.Runs;
using Marginalia.Studies;

namespace Marginalia.Cli;

/// <summary><c>marginalia study list|show|run</c>.</summary>
public static class StudyCommand
{
    /// <summary>The command with its subcommands.</summary>
    /// <param name="common">The options shared by all commands.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var list = new Command("list", "List the studies.");
        list.SetAction(parse => (int)List(parse.GetValue(common.Json), terminal));
        var name = NameArgument();
        var show = new Command("show", "Show the question, the source and the parameters of a study.") { name };
        show.SetAction(parse => (int)StudyCatalog.Find(parse.GetValue(name)!).Match(s => Show(s, parse.GetValue(common.Json), terminal), terminal.Fail));
        return new Command("study", "Experiments with an expected outcome.") { list, show, StudyRun.Create(common, terminal) };
    }

    /// <summary>The name of a study, with completions.</summary>
    internal static Argument<string> NameArgument()
    {
        var name = new Argument<string>("name") { HelpName = "name", Description = "The name of a study; see 'study list'. 'study run all' runs every one." };
        name.CompletionSources.Add(static _ => StudyCatalog.All.Map(static s => new System.CommandLine.Completions.CompletionItem(s.Name)));
        return name;
    }

    private static ExitCode List(bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Document(new JsonObject
            {
                ["schema"] = "marginalia/study-list/1",
                ["studies"] = Json.List(StudyCatalog.All, static s => new JsonObject { ["name"] = s.Name, ["question"] = s.Question }),
            });
            return ExitCode.Success;
        }

        var width = StudyCatalog.All.Fold(0, static (w, s) => Math.Max(w, s.Name.Length));
        foreach (var study in StudyCatalog.All)
            terminal.Line($"{study.Name.PadRight(width)}  {study.Question}");
        return ExitCode.Success;
    }

    private static ExitCode Show(Study study, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Document(new JsonObject
            {
                ["schema"] = "marginalia/study/1",
                ["name"] = study.Name,
                ["question"] = study.Question,
                ["source"] = study.Source.ToString(),
                ["data"] = Json.List(study.Data, static d => JsonValue.Create(d)),
                ["parameters"] = Json.List(study.Parameters, static p => new JsonObject
                {
                    ["name"] = p.Name,
                    ["default"] = Json.List(p.Default, static v => Json.Of(v)),
                    ["description"] = p.Description,
                }),
            });
            return ExitCode.Success;
        }

        terminal.Line(study.Name);
        terminal.Line(study.Question);
        terminal.Line("Source: " + study.Source);
        terminal.Line("Data: " + (study.Data.Count == 0 ? "made by the study itself" : string.Join(", ", study.Data)));
        terminal.Line("Parameters (change one with --set name=value):");
        foreach (var p in study.Parameters)
            terminal.Line($"  {p.Name} = {string.Join(",", p.Default.Map(CsvText.Form))}  {p.Description}");
        return ExitCode.Success;
    }
}
