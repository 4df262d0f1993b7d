using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Runs;
using Marginalia.Studies;

namespace Marginalia.Cli;

/// <summary><c>marginalia study run all</c>: every study with its defaults, and a page that leads to their reports.</summary>
internal static class StudyRunAll
{
    internal const string Name = "all";

    private const string IndexName = "index.html";

    internal static ExitCode Run(CommonOptions common, Terminal terminal, ParseResult parse, CancellationToken cancellation)
    {
        var folder = parse.GetValue(common.Out);
        var settings = common.Changes(parse).Bind(static changes => changes.Count == 0
            ? Prelude.Success<Error, Unit>(Unit.Default)
            : Prelude.Fail<Error, Unit>(new Error.ParameterDomain("--set", $"'{changes[0].Name}={changes[0].Text}'", "no settings with 'all': every study runs with its defaults")));
        var folders = folder is null ? Prelude.Success<Error, Unit>(Unit.Default)
            : StudyCatalog.All.Map(s => RunFolder.Probe(System.IO.Path.Combine(folder, s.Name)).Map(static _ => Unit.Default)).Sequence().Map(static _ => Unit.Default).ToValidation();
        return (settings, folders, common.Policy(parse).ToValidation()).Apply(static (_, _, numerics) => numerics).Match(
            numerics => Run(StudyCatalog.All.Map(s => new StudyRequest(s, StudySettings.Defaults(s.Parameters), parse.GetValue(common.Seed), numerics)), folder, common.View(parse), terminal, cancellation),
            errors => terminal.Fail(errors));
    }

    /// <summary>Runs studies one after the other, writes each as it ends, and the index in the end.</summary>
    internal static ExitCode Run(Arr<StudyRequest> requests, string? folder, OutputView view, Terminal terminal, CancellationToken cancellation)
    {
        var outcomes = new List<StudyOutcome>();
        foreach (var request in requests)
        {
            var progress = new ProgressLine(terminal, view.Quiet);
            var ran = StudyRunner.Run(request, (fraction, what) => progress.Report(fraction, $"{request.Study.Name}: {what}"), cancellation);
            progress.Clear();
            if (ran.LeftAsEnumerable().ToArray() is { Length: > 0 } refused)
                return terminal.Fail(refused);
            var outcome = ran.RightAsEnumerable().Single();
            outcomes.Add(outcome);
            if (folder is not null && RunFolder.Write(System.IO.Path.Combine(folder, request.Study.Name), StudyFolder.Files(outcome)).LeftAsEnumerable().ToArray() is { Length: > 0 } unwritten)
                return terminal.Fail(unwritten);
            if (!view.Json)
                Tell(outcome, terminal);
        }

        return Finish(outcomes, folder, view, terminal);
    }

    private static ExitCode Finish(List<StudyOutcome> outcomes, string? folder, OutputView view, Terminal terminal)
    {
        if (folder is not null)
        {
            var command = $"marginalia study run {Name} --seed {outcomes[0].Request.Seed} --numerics {outcomes[0].Request.Numerics.Word}";
            var index = IndexHtml.Render("Studies of Marginalia", command, outcomes.Select(static o => IndexEntry.Of(o.Request.Study.Name, o.Report, $"{o.Request.Study.Name}/report.html")).ToArr());
            if (RunFolder.Write(folder, new([(IndexName, Encoding.UTF8.GetBytes(index))])).LeftAsEnumerable().ToArray() is { Length: > 0 } unwritten)
                return terminal.Fail(unwritten);
            if (!view.Quiet)
                terminal.Error.Write($"Index: {System.IO.Path.Combine(folder, IndexName)}\n");
        }

        if (view.Json)
            terminal.Document(new JsonObject { ["schema"] = "marginalia/study-runs/1", ["studies"] = Json.List(outcomes, StudyFolder.ToJson) });
        return outcomes.All(static o => o.Result.Holds) ? ExitCode.Success : ExitCode.Violated;
    }

    private static void Tell(StudyOutcome outcome, Terminal terminal)
    {
        terminal.Line($"{outcome.Request.Study.Name}: {outcome.Result.Summary}");
        VerdictText.Write(terminal, outcome.Result.Verdicts);
        terminal.Line();
    }
}
