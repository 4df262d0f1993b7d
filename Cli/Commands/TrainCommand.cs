using System.CommandLine;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Runs;
using Marginalia.Training;
using Command = System.CommandLine.Command;

namespace Marginalia.Cli;

/// <summary><c>marginalia train</c>: trains a network, records what was asked for, and leaves a run folder that can be resumed.</summary>
public static class TrainCommand
{
    /// <summary>The command.</summary>
    /// <param name="common">The options shared by all commands.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var options = TrainSetting.All.Map(static s => new System.CommandLine.Option<string?>("--" + s.Name)
        {
            Description = s.Description + (s.Default.Length > 0 ? $" (default {s.Default})" : ""),
        }).ToArray();
        var resume = new System.CommandLine.Option<string?>("--resume") { Description = "Go on with the run of this folder; --steps moves its cap, everything else stays." };
        var command = new Command("train", "Train a network; Ctrl-C leaves a run folder that --resume goes on with to the bit.");
        foreach (var option in options)
            command.Options.Add(option);
        command.Options.Add(resume);
        command.SetAction((parse, cancellation) =>
        {
            var changes = TrainSetting.All.Map((i, s) => (s.Name, Text: parse.GetValue(options[i]))).Filter(static c => c.Text is not null).Map(static c => (c.Name, c.Text!)).ToArr();
            var folder = parse.GetValue(resume);
            return Task.FromResult((int)(folder is null
                ? Start(common, terminal, parse, changes, cancellation)
                : Resume(common, terminal, parse, folder, changes, cancellation)));
        });
        return command;
    }

    private static ExitCode Start(CommonOptions common, Terminal terminal, ParseResult parse, Arr<(string Name, string Text)> changes, CancellationToken cancellation)
    {
        var set = common.Changes(parse, out var malformed);
        if (malformed is not null)
            return terminal.Fail(new Error.ParameterDomain("--set", $"'{malformed}'", "name=value"));
        var folder = parse.GetValue(common.Out);
        if (folder is not null && RunFolder.Probe(folder).LeftAsEnumerable().FirstOrDefault() is { } error)
            return terminal.Fail(error);
        var seed = parse.GetValue(common.Seed);
        return common.Policy(parse).Match(
            numerics => TrainSettings.Create(changes + set).Match(
                settings => TrainRunner.Prepare(settings, seed, numerics).Match(
                    prepared => new TrainSession(settings, seed, folder, common.View(parse), terminal).Run(prepared, prepared.Start, Arr<TrajectoryRow>.Empty, cancellation),
                    errors => terminal.Fail(errors)),
                errors => terminal.Fail(errors)),
            terminal.Fail);
    }

    private static ExitCode Resume(
        CommonOptions common, Terminal terminal, ParseResult parse, string folder, Arr<(string Name, string Text)> changes, CancellationToken cancellation)
    {
        var others = changes.Filter(static c => c.Name != "steps");
        if (others.Count > 0)
            return terminal.Fail(new Error.ParameterDomain("--" + others[0].Name, $"'{others[0].Text}'", "the setting of the record: a resumed run keeps its settings, only --steps may move"));
        var resumed =
            from record in RunFolder.ReadRecord(folder)
            from kind in record.Kind == "train"
                ? Prelude.Right<Error, Unit>(Unit.Default)
                : Prelude.Left<Error, Unit>(new Error.Unsupported($"Resuming a run of kind '{record.Kind}'", "it has no state", "run it again"))
            from numerics in Native.NumericsPolicies.Named(record.Numerics.Find(static n => n.Name == "policy").Map(static n => n.Text).IfNone("portable"), parse.GetValue(common.Threads))
            from settings in First(TrainSettings.Create(record.Configuration + changes))
            from prepared in First(TrainRunner.Prepare(settings, record.Seed, numerics))
            from recorded in TrainRunner.Recorded(folder, prepared)
            select (record, settings, prepared, recorded);
        return resumed.Match(
            r => new TrainSession(r.settings, r.record.Seed, folder, common.View(parse), terminal).Run(r.prepared, r.recorded.State, r.recorded.Rows, cancellation),
            terminal.Fail);
    }

    private static Either<Error, T> First<T>(Validation<Error, T> built) => built.Match(Prelude.Right<Error, T>, static errors => Prelude.Left<Error, T>(errors.Head));
}
