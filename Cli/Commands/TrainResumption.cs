using System.CommandLine;
using LanguageExt;
using Marginalia.Native;
using Marginalia.Numerics;
using Marginalia.Runs;

namespace Marginalia.Cli;

/// <summary><c>marginalia train --resume DIR</c>: goes on with a run folder, whose record decides everything but the step cap.</summary>
internal static class TrainResumption
{
    private const string Cap = "steps";
    private const string Monitor = "monitor";

    internal static ExitCode Run(
        CommonOptions common, Terminal terminal, ParseResult parse, string folder, Arr<(string Name, string Text)> changes, string? export, CancellationToken cancellation)
    {
        var resumed = RunFolder.ReadRecord(folder).ToValidation().Bind(record =>
            (IsTraining(record), common.Changes(parse).Bind(set => Settings(record, changes + set)), Others(common, parse, record), RunFolder.Probe(folder).ToValidation())
                .Apply(static (_, settings, _, _) => settings)
                .Bind(settings => Resumption.Of(folder, record, settings, parse.GetValue(common.Threads)))
                .Map(resumption => (Seed: record.Seed, Resumption: resumption)));
        return resumed.Match(
            r => new TrainSession(r.Resumption.Settings, r.Seed, folder, export, common.View(parse), terminal).Run(r.Resumption.Prepared, r.Resumption.State, r.Resumption.Rows, cancellation),
            errors => terminal.Fail(errors));
    }

    private static Validation<Error, Unit> IsTraining(RunRecord record) => record.Kind == "train"
        ? Prelude.Success<Error, Unit>(Unit.Default)
        : Prelude.Fail<Error, Unit>(new Error.Unsupported($"Resuming a run of kind '{record.Kind}'", "only a training run leaves a state to go on from", "run the study again"));

    // A setting may be repeated as it is recorded; scripts do so.
    private static Validation<Error, Arr<(string Name, string Text)>> Settings(RunRecord record, Arr<(string Name, string Text)> changes) =>
        TrainSettings.Create(record.Configuration + changes).Bind(settings =>
        {
            Arr<(string Name, string Text)> all = settings;
            var moved = all.Filter(s => s.Name is not (Cap or Monitor) && record.Configuration.Find(r => r.Name == s.Name).Map(r => r.Text != s.Text).IfNone(false));
            return moved.Count == 0
                ? Prelude.Success<Error, Arr<(string, string)>>(settings)
                : Validation<Error, Arr<(string, string)>>.Fail(moved.Map(s => Kept(s.Name, s.Text, record.Configuration.Find(r => r.Name == s.Name).Map(static r => r.Text).IfNone(""))).ToSeq());
        });

    private static Validation<Error, Unit> Others(CommonOptions common, ParseResult parse, RunRecord record)
    {
        var errors = new List<Error>();
        if (parse.GetResult(common.Seed) is { Implicit: false } && parse.GetValue(common.Seed) != record.Seed)
            errors.Add(Kept("seed", $"{parse.GetValue(common.Seed)}", $"{record.Seed}"));
        if (parse.GetValue(common.Numerics) is { } word && word != record.Policy)
            errors.Add(Kept("numerics", word, record.Policy));
        if (parse.GetValue(common.Out) is { } other)
            errors.Add(new Error.ParameterDomain("--out", $"'{other}'", "no --out: a resumed run goes on in its own folder, copy that first to keep it"));
        return errors.Count == 0 ? Prelude.Success<Error, Unit>(Unit.Default) : Validation<Error, Unit>.Fail(errors.ToSeq());
    }

    private static Error Kept(string name, string given, string recorded) =>
        new Error.ParameterDomain("--" + name, $"'{given}'", $"'{recorded}' as recorded, or leave it out: with --resume only --{Cap} and --{Monitor} may change");
}
