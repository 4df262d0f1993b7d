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
        var resume = new System.CommandLine.Option<string?>("--resume") { Description = "Go on with the run of this folder; --steps moves its cap, --monitor may change, everything else stays as recorded." };
        var command = new Command("train", "Train a network; Ctrl-C leaves a run folder that --resume goes on with to the bit.");
        foreach (var option in options)
            command.Options.Add(option);
        command.Options.Add(resume);
        var export = new System.CommandLine.Option<string?>("--export")
        {
            Description = $"Write the network as it is at the end to a file that ends in {Files.NetworkFiles.Endings}; docs/models.md says what each holds.",
        };
        command.Options.Add(export);
        command.SetAction((parse, cancellation) =>
        {
            var changes = TrainSetting.All.Map((i, s) => (s.Name, Text: parse.GetValue(options[i]))).Filter(static c => c.Text is not null).Map(static c => (c.Name, c.Text!)).ToArr();
            var folder = parse.GetValue(resume);
            var target = parse.GetValue(export);
            if (target is not null && Files.NetworkFiles.CheckName(target).LeftAsEnumerable().FirstOrDefault() is { } error)
                return Task.FromResult((int)terminal.Fail(error));
            return Task.FromResult((int)(folder is null
                ? Start(common, terminal, parse, changes, target, cancellation)
                : TrainResumption.Run(common, terminal, parse, folder, changes, target, cancellation)));
        });
        return command;
    }

    private static ExitCode Start(CommonOptions common, Terminal terminal, ParseResult parse, Arr<(string Name, string Text)> changes, string? export, CancellationToken cancellation)
    {
        var seed = parse.GetValue(common.Seed);
        var policy = common.Policy(parse);
        var prepared = common.Changes(parse).Bind(set => TrainSettings.Create(changes + set)).Bind(settings =>
            TrainRunner.Prepare(settings, seed, policy.IfLeft(static _ => Native.NumericsPolicies.Portable())).Map(p => (Settings: settings, Prepared: p)));
        return (common.Folder(parse), policy.ToValidation(), prepared).Apply(static (folder, _, run) => (Folder: folder, run.Settings, run.Prepared)).Bind(run =>
            Checkpoints(run.Settings, run.Folder.IsSome).Map(_ => run)).Match(
            run => new TrainSession(run.Settings, seed, run.Folder.MatchUnsafe<string?>(static f => f, static () => null), export, common.View(parse), terminal)
                .Run(run.Prepared, run.Prepared.Start, Arr<TrajectoryRow>.Empty, cancellation),
            errors => terminal.Fail(errors));
    }

    // Who asks for checkpoints expects to find them.
    private static Validation<Error, Unit> Checkpoints(Arr<(string Name, string Text)> settings, bool hasFolder) =>
        settings.Find(static s => s.Name == "checkpoint" && s.Text.Trim() != "0").Filter(_ => !hasFolder).Match(
            static s => Prelude.Fail<Error, Unit>(new Error.ParameterDomain("--checkpoint", $"'{s.Text}' without --out", "both, so that there is a folder for the checkpoints")),
            static () => Prelude.Success<Error, Unit>(Prelude.unit));
}
