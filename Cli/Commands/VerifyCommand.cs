using System.CommandLine;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Native;
using Marginalia.Numerics;
using Marginalia.Runs;
using Command = System.CommandLine.Command;

namespace Marginalia.Cli;

/// <summary><c>marginalia verify DIR</c>: recomputes a run folder and compares it with its record.</summary>
public static class VerifyCommand
{
    /// <summary>The command.</summary>
    /// <param name="common">The options shared by all commands.</param>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "A run folder written by 'study run' or 'train'." };
        var command = new Command("verify", "Recompute a run folder and compare; exit code 5 names the first step and quantity that differ.") { folder };
        command.SetAction((parse, cancellation) => Task.FromResult((int)Run(parse.GetValue(folder)!, parse.GetValue(common.Threads), common.View(parse), terminal, cancellation)));
        return command;
    }

    private static ExitCode Run(string folder, int threads, OutputView view, Terminal terminal, CancellationToken cancellation)
    {
        var progress = new ProgressLine(terminal, view.Quiet);
        var verified =
            from record in RunFolder.ReadRecord(folder)
            from numerics in NumericsPolicies.Named(record.Numerics.Find(static n => n.Name == "policy").Map(static n => n.Text).IfNone("portable"), threads)
            from verification in Verification.Of(folder, record, numerics, progress.Report, cancellation)
            select verification;
        progress.Clear();
        return verified.Match(v => Show(v, view, terminal), terminal.Fail);
    }

    // A run of 'train' or 'audit' is named after its kind, which then is said once.
    private static string Name(RunRecord record) => record.Kind == record.Name ? record.Kind : $"{record.Kind} {record.Name}";

    private static ExitCode Show(Verification verification, OutputView view, Terminal terminal)
    {
        var same = verification.Differences.Count == 0;
        if (view.Json)
        {
            terminal.Document(new JsonObject
            {
                ["schema"] = "marginalia/verification/1",
                ["name"] = verification.Record.Name,
                ["reproduced"] = same,
                ["differences"] = Json.List(verification.Differences, static d => new JsonObject
                {
                    ["file"] = d.File,
                    ["row"] = d.Row,
                    ["quantity"] = d.Quantity,
                    ["recorded"] = d.Recorded,
                    ["recomputed"] = d.Recomputed,
                }),
                ["notes"] = Json.List(verification.Notes, static n => JsonValue.Create(n)),
            });
        }
        else
        {
            terminal.Line(same ? $"Reproduced to the last digit: {Name(verification.Record)}, seed {verification.Record.Seed}." : "Not reproduced.");
            foreach (var difference in verification.Differences)
                terminal.Line(difference.Sentence);
            foreach (var note in verification.Notes)
                terminal.Line(note);
        }

        return same ? ExitCode.Success : ExitCode.Differs;
    }
}
