using System.CommandLine;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Runs;
using Marginalia.Studies;
using Command = System.CommandLine.Command;

namespace Marginalia.Cli;

/// <summary><c>marginalia study run NAME</c>.</summary>
public static class StudyRun
{
    /// <summary>The command.</summary>
    /// <param name="common">The options shared by all commands.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var name = StudyCommand.NameArgument();
        var command = new Command("run", "Run a study, or all of them; with --out write a run folder with its report.") { name };
        command.SetAction((parse, cancellation) => Task.FromResult((int)Run(common, terminal, parse, parse.GetValue(name)!, cancellation)));
        return command;
    }

    private static ExitCode Run(CommonOptions common, Terminal terminal, ParseResult parse, string name, CancellationToken cancellation)
    {
        if (name == StudyRunAll.Name)
            return StudyRunAll.Run(common, terminal, parse, cancellation);
        var settings = StudyCatalog.Find(name).ToValidation().Bind(study => common.Changes(parse).Bind(changes => StudySettings.Create(study.Parameters, changes)).Map(s => (study, s)));
        return (common.Folder(parse), common.Policy(parse).ToValidation(), settings)
            .Apply((folder, numerics, chosen) => (Folder: folder, Request: new StudyRequest(chosen.study, chosen.s, parse.GetValue(common.Seed), numerics)))
            .Match(asked => Run(asked.Request, asked.Folder.MatchUnsafe<string?>(static f => f, static () => null), common.View(parse), terminal, cancellation), errors => terminal.Fail(errors));
    }

    private static ExitCode Run(StudyRequest request, string? folder, OutputView view, Terminal terminal, CancellationToken cancellation)
    {
        var progress = new ProgressLine(terminal, view.Quiet);
        var ran = StudyRunner.Run(request, progress.Report, cancellation);
        progress.Clear();
        return ran.Match(
            outcome =>
            {
                var written = folder is null ? null : RunFolder.Write(folder, StudyFolder.Files(outcome)).LeftAsEnumerable().FirstOrDefault();
                if (written is not null)
                    return terminal.Fail(written);
                if (view.Json)
                    terminal.Document(StudyFolder.ToJson(outcome));
                else
                    Text(outcome, terminal);
                if (folder is not null && !view.Quiet)
                    terminal.Error.Write($"Report: {System.IO.Path.Combine(folder, "report.html")}\n");
                return outcome.Result.Holds ? ExitCode.Success : ExitCode.Violated;
            },
            terminal.Fail);
    }

    private static void Text(StudyOutcome outcome, Terminal terminal)
    {
        terminal.Line($"{outcome.Request.Study.Title} (study {outcome.Request.Study.Name}, seed {outcome.Request.Seed}, numerics {outcome.Request.Numerics.Word})");
        terminal.Line();
        terminal.Line(outcome.Result.Summary);
        terminal.Line();
        foreach (var table in outcome.Result.Tables)
            TextTable.Write(terminal, table);
        VerdictText.Write(terminal, outcome.Result.Verdicts);
        foreach (var caveat in outcome.Result.Caveats)
            terminal.Line("Caveat: " + caveat);
    }
}
