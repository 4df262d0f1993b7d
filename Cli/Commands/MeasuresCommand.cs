using System.CommandLine;
using System.Text.Json.Nodes;
using Marginalia.Audits;
using Marginalia.Bounds;
using Marginalia.Measures;
using Marginalia.Runs;

namespace Marginalia.Cli;

/// <summary><c>marginalia measures list|explain</c>.</summary>
public static class MeasuresCommand
{
    /// <summary>The command with its subcommands.</summary>
    /// <param name="common">The options shared by all commands.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var list = new Command("list", "List all measures by family, and all bounds.");
        list.SetAction(parse => (int)List(parse.GetValue(common.Json), terminal));
        var id = new Argument<string>("id") { Description = "A measure, a bound or a family, for instance path.phi(2) or path.", HelpName = "id" };
        id.CompletionSources.Add(static _ => MeasureTable.All.Map(static m => m.Id).Concat(BoundTable.All.Map(static b => b.Id)).Concat(MeasureFamily.All.Map(static f => f.Id)).Select(static n => new System.CommandLine.Completions.CompletionItem(n)));
        var explain = new Command("explain", "Explain a measure, a bound or a family: definition, formula, invariances, evidence, source.") { id };
        explain.SetAction(parse => (int)Explanation.Find(parse.GetValue(id)!).Match(e => Show(e, parse.GetValue(common.Json), terminal), terminal.Fail));
        return new Command("measures", "What an audit measures.") { list, explain };
    }

    private static ExitCode List(bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Document(new JsonObject
            {
                ["schema"] = "marginalia/measure-list/1",
                ["families"] = Json.List(MeasureFamily.All, static f => new JsonObject { ["id"] = f.Id, ["title"] = f.Title, ["sentence"] = f.Sentence }),
                ["measures"] = Json.List(MeasureTable.All, static m => new JsonObject
                {
                    ["id"] = m.Id,
                    ["family"] = MeasureFamily.Of(m).Id,
                    ["definition"] = m.Definition,
                    ["direction"] = MeasureWords.Of(m.Direction),
                    ["needs"] = MeasureWords.Of(m.Needs),
                    ["cost"] = MeasureWords.Of(m.Cost),
                    ["invariances"] = MeasureWords.Letters(m.Invariances),
                }),
                ["bounds"] = Json.List(BoundTable.All, static b => new JsonObject { ["id"] = b.Id, ["statement"] = b.Statement, ["preconditions"] = b.Preconditions }),
            });
            return ExitCode.Success;
        }

        var width = MeasureTable.All.Map(static m => m.Id.Length).Concat(BoundTable.All.Map(static b => b.Id.Length)).Max();
        foreach (var family in MeasureFamily.All)
        {
            terminal.Line($"{family.Title} ({family.Id})");
            terminal.Line("  " + family.Sentence);
            foreach (var m in MeasureTable.All.Filter(m => MeasureFamily.Of(m) == family))
                terminal.Line($"  {m.Id.PadRight(width)}  {MeasureWords.Letters(m.Invariances),-9}  {MeasureWords.Of(m.Direction),-18}  {MeasureWords.Of(m.Needs)}; {MeasureWords.Of(m.Cost)}");
            terminal.Line();
        }

        terminal.Line("Bounds on the risk (bounds)");
        foreach (var bound in BoundTable.All)
            terminal.Line($"  {bound.Id.PadRight(width)}  {bound.Statement}");
        terminal.Line();
        terminal.Line("The letters are changes of a network that the measure does not see:");
        foreach (var (letter, words) in MeasureWords.Legend)
            terminal.Line($"  {letter}  {words}");
        return ExitCode.Success;
    }

    private static ExitCode Show(Explanation explanation, bool json, Terminal terminal)
    {
        if (json)
        {
            var document = new JsonObject { ["schema"] = "marginalia/measure/1", ["id"] = explanation.Id, ["kind"] = explanation.Kind };
            foreach (var (head, text) in explanation.Entries)
                document[head.ToLowerInvariant()] = text;
            terminal.Document(document);
            return ExitCode.Success;
        }

        terminal.Line($"{explanation.Id} ({explanation.Kind})");
        foreach (var (head, text) in explanation.Entries)
            terminal.Line($"  {head,-14} {text}");
        return ExitCode.Success;
    }
}
