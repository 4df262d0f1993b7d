using System.CommandLine;
using LanguageExt;
using Marginalia.Audits;
using Marginalia.Native;
using Marginalia.Numerics;
using Marginalia.Runs;
using Command = System.CommandLine.Command;

namespace Marginalia.Cli;

/// <summary><c>marginalia audit MODEL...</c>: measures networks that were trained anywhere.</summary>
public static class AuditCommand
{
    /// <summary>The command.</summary>
    /// <param name="common">The options shared by all commands.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var models = new Argument<string[]>("model") { Description = $"Files with networks: {Files.ModelFiles.Formats}. Several are audited side by side.", Arity = ArgumentArity.OneOrMore, HelpName = "model" };
        var command = new Command("audit", "Measure trained networks: coverage, margins, layers, capacity measures, bounds. Exit code 4 when part of a network is unsupported, 3 when a comparison fails.") { models };
        var options = AuditSettings.Options.Map(static o => new System.CommandLine.Option<string?>("--" + o.Name) { Description = o.Description }).ToArray();
        var switches = AuditSettings.Switches.Map(static s => new System.CommandLine.Option<bool>("--" + s.Name) { Description = s.Description }).ToArray();
        foreach (var option in options)
            command.Options.Add(option);
        foreach (var option in switches)
            command.Options.Add(option);
        command.SetAction((parse, cancellation) =>
        {
            var texts = AuditSettings.Options.Map((i, o) => (o.Name, Text: parse.GetValue(options[i]))).Filter(static t => t.Text is not null).Map(static t => (t.Name, t.Text!))
                .Concat(AuditSettings.Switches.Map((i, s) => (s.Name, On: parse.GetValue(switches[i]))).Filter(static s => s.On).Map(static s => (s.Name, "true"))).ToArr();
            return Task.FromResult((int)Run(new AuditSettings((parse.GetValue(models) ?? []).ToArr(), texts), common, terminal, parse, cancellation));
        });
        return command;
    }

    private static ExitCode Run(AuditSettings settings, CommonOptions common, Terminal terminal, ParseResult parse, CancellationToken cancellation)
    {
        var view = common.View(parse);
        var progress = new ProgressLine(terminal, view.Quiet);
        var policy = common.Policy(parse);
        var ran = (common.Folder(parse), policy.ToValidation(), common.Changes(parse).Bind(NoChanges)).Apply(static (folder, numerics, _) => (Folder: folder, Numerics: numerics)).Match(
            x => AuditOutcome.Run(settings, parse.GetValue(common.Seed), x.Numerics, progress.Report, cancellation).Map(o => (Outcome: o, x.Folder)),
            // What else is wrong is told at once, without the work.
            errors => Validation<Error, (AuditOutcome, LanguageExt.Option<string>)>.Fail(errors + AuditLoading.Load(settings, 1, policy.IfLeft(static _ => NumericsPolicies.Portable())).Match(static _ => Prelude.Seq<Error>(), static e => e)));
        progress.Clear();
        return ran.Match(r => Finish(r.Item1, r.Item2, view, terminal), errors => terminal.Fail(errors));
    }

    // Audits have options of their own instead of parameters.
    private static Validation<Error, Unit> NoChanges(Arr<(string Name, string Text)> changes) => changes.IsEmpty
        ? Prelude.Success<Error, Unit>(Prelude.unit)
        : Prelude.Fail<Error, Unit>(new Error.UnknownName("parameter of an audit", changes[0].Name, "none; an audit has options, see 'marginalia audit --help'"));

    private static ExitCode Finish(AuditOutcome outcome, LanguageExt.Option<string> folder, OutputView view, Terminal terminal)
    {
        var problem = folder.Bind(f => RunFolder.Write(f, outcome.Files).Match(static _ => LanguageExt.Option<Error>.None, Prelude.Some));
        if (problem.IsSome)
            return terminal.Fail(problem.AsEnumerable());
        if (view.Json)
            terminal.Document(outcome.ToJson());
        else
            AuditText.Write(outcome, terminal);
        folder.Filter(_ => !view.Quiet).IfSome(f => terminal.Error.Write($"Report: {Path.Combine(f, "report.html")}\n"));
        return !outcome.Holds ? ExitCode.Violated : outcome.Result.IsCovered ? ExitCode.Success : ExitCode.Partial;
    }
}
