using System.CommandLine;
using System.Text.Json.Nodes;
using Marginalia.Laws;
using Marginalia.Numerics;
using Marginalia.Runs;

namespace Marginalia.Cli;

/// <summary><c>marginalia laws [ID ...]</c>: checks laws over generated instances, or counterexamples on their own ones.</summary>
public static class LawsCommand
{
    /// <summary>The command.</summary>
    /// <param name="common">The options shared by all commands.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var ids = new Argument<string[]>("id") { Description = "Ids of laws, for instance N1 N6; all when none is given.", Arity = ArgumentArity.ZeroOrMore, HelpName = "id" };
        ids.CompletionSources.Add(static _ => LawTable.All.Append(Counterexamples.All).Map(static l => new System.CommandLine.Completions.CompletionItem(l.Id)));
        var count = new Option<int>("--count") { Description = "Generated instances for each law.", DefaultValueFactory = static _ => 100 };
        count.CustomParser = static result => CommonOptions.Number("--count", result, 1, "an integer from 1");
        var list = new Option<bool>("--list") { Description = "List the laws without checking them." };
        var counterexamples = new Option<bool>("--counterexamples") { Description = "The counterexamples and negative controls instead: single instances on which a naive claim fails." };
        var command = new Command("laws", "Check laws over generated instances; exit code 3 when one is violated.") { ids, count, list, counterexamples };
        command.SetAction((parse, cancellation) => Task.FromResult((int)Run(
            common, terminal, parse, Table(parse.GetValue(counterexamples)), parse.GetValue(ids) ?? [], parse.GetValue(count), parse.GetValue(list), cancellation)));
        return command;
    }

    private static Law[] Table(bool counterexamples) => counterexamples ? [.. Counterexamples.All] : [.. LawTable.All];

    private static ExitCode Run(CommonOptions common, Terminal terminal, ParseResult parse, Law[] table, string[] ids, int count, bool list, CancellationToken cancellation)
    {
        var unknown = ids.Where(id => !table.Any(l => Same(l, id))).ToArray();
        if (unknown.Length > 0)
            return terminal.Fail(unknown.Select(id => new Error.UnknownName("law", id, string.Join(", ", table.Select(static l => l.Id)))));
        var laws = table.Where(l => ids.Length == 0 || ids.Any(id => Same(l, id))).ToArray();
        return list
            ? List(laws, parse.GetValue(common.Json), terminal)
            : common.Policy(parse).Match(numerics => Check(laws, numerics, count, parse.GetValue(common.Seed), common.View(parse), terminal, cancellation), terminal.Fail);
    }

    private static bool Same(Law law, string id) => string.Equals(law.Id, LawTable.Resolve(id), StringComparison.OrdinalIgnoreCase);

    private static ExitCode List(Law[] laws, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Document(new JsonObject
            {
                ["schema"] = "marginalia/law-list/1",
                ["laws"] = Json.List(laws, Describe),
            });
            return ExitCode.Success;
        }

        foreach (var law in laws)
        {
            terminal.Line($"{law.Id,-8} {law.Name}: {law.Statement}");
            if (law is Counterexample c)
                terminal.Line($"{"",-8} against the claim: {c.NaiveClaim}");
            terminal.Line($"{"",-8} {law.Equation}; tolerance {law.Tolerance}{(law.Preconditions.Length > 0 ? "; for " + law.Preconditions : "")}");
        }

        return ExitCode.Success;
    }

    private static JsonObject Describe(Law law)
    {
        var entry = new JsonObject
        {
            ["id"] = law.Id,
            ["name"] = law.Name,
            ["statement"] = law.Statement,
            ["equation"] = law.Equation,
            ["preconditions"] = law.Preconditions,
            ["tolerance"] = law.Tolerance,
            ["kind"] = law.Kind.ToString(),
            ["source"] = law.Source.ToString(),
        };
        if (law is Counterexample c)
            (entry["naiveClaim"], entry["instance"]) = (c.NaiveClaim, c.Instance);
        return entry;
    }

    private static ExitCode Check(Law[] laws, NumericsPolicy numerics, int count, ulong seed, OutputView view, Terminal terminal, CancellationToken cancellation)
    {
        var progress = new ProgressLine(terminal, view.Quiet);
        var reports = new List<LawReport>();
        foreach (var law in laws)
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Report((double)reports.Count / laws.Length, $"{law.Id} {law.Name}");
            reports.Add(law.Validate(numerics, count, seed));
            if (!view.Json)
            {
                progress.Clear();
                VerdictText.Write(terminal, [reports[^1].Verdict]);
            }
        }

        progress.Clear();
        if (view.Json)
        {
            terminal.Document(new JsonObject
            {
                ["schema"] = "marginalia/laws/1",
                ["seed"] = seed,
                ["count"] = count,
                ["numerics"] = numerics.Word,
                ["verdicts"] = Json.List(reports, static r => Json.Of(r.Verdict)),
            });
        }

        return reports.Exists(static r => r.Violations.Count > 0) ? ExitCode.Violated : ExitCode.Success;
    }
}
