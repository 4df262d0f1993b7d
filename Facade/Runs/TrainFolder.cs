using System.Text;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Studies;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>A trained run with its settings: everything that goes into its run folder.</summary>
/// <param name="Settings">Every setting in force.</param>
/// <param name="Seed">The root key.</param>
/// <param name="Finished">What was run; after a resumption its rows begin at the first step of the record.</param>
public sealed record TrainOutcome(Arr<(string Name, string Text)> Settings, ulong Seed, FinishedExperiment Finished)
{
    /// <summary>An experiment that was run from code.</summary>
    /// <param name="finished">The experiment.</param>
    public static TrainOutcome Of(FinishedExperiment finished) => new(ExperimentText.Settings(finished.Prepared.Experiment), finished.Prepared.Experiment.Seed, finished)
    {
        IsDescribedInCode = !ExperimentText.IsComplete(finished.Prepared.Experiment),
    };

    /// <summary>Whether a part of it has no text on the command line, so that only its own code repeats it.</summary>
    public bool IsDescribedInCode { get; init; }

    /// <summary>The command that makes the same run; for one that only code describes a remark that says so.</summary>
    public string Command => IsDescribedInCode ? "# described in code, with the settings of the record below" : string.Join(' ', (string[])["marginalia train", .. Changes, $"--seed {Seed}", $"--numerics {Plan.Objective.Numerics.Word}"]);

    /// <summary>The record.</summary>
    public RunRecord Record => new(
        "train", "train", Settings, Seed, RunRecord.Describe(Plan.Objective.Numerics), RunRecord.CurrentVersions,
        RunRecord.Hashes(Finished.Prepared))
    { IsInterrupted = Finished.Outcome is RunOutcome.Cancelled };

    /// <summary>The recorded rows as a table.</summary>
    public Table Rows
    {
        get
        {
            var run = Finished.Trajectory;
            var rows = new List<Arr<Cell>>();
            for (var i = 0; i < run.Rows.Count; i++)
                rows.Add(Array<Cell>(run.Rows[i].Step) + Range(0, run.Columns.Count).Map(j => (Cell)new Cell.Quantity(run.Number(i, j))).ToArr());
            return new("trajectory", "Recorded quantities", Array("step") + run.Columns.Map(static c => c.Name), rows.ToArr());
        }
    }

    /// <summary>The quantities at the end with their meanings.</summary>
    public Table End => new(
        "end", "At the end", Array("quantity", "value", "meaning"),
        Finished.Trajectory.Columns.Map(c => Array<Cell>(c.Name, new Cell.Quantity(Finished.Last(c.Name)), c.Meaning))
            + Finished.DeadUnits.Map(static d => Array<Cell>("deadUnits." + d.Layer, d.Count, "hidden units of this layer that are inactive on every training example")));

    /// <summary>What the monitors found, or none without monitors: one row per law that applies; the verdicts say why the others do not.</summary>
    public Option<Table> Monitored => Finished.Monitored.Filter(static m => m.To >= 0).Map(static m => new Table(
        "monitors", FormattableString.Invariant($"Laws judged at every step from {Math.Max(m.From, 0)} to {Math.Max(m.To, 0)}{(m.Findings.Exists(static f => f.State.Skipped > 0) ? "; not judged are steps that moved nothing, or without a gradient at their start" : "")}"),
        Array("law", "verdict", "steps judged", "not judged", "largest deviation", "tolerance", "at step", "first violation"),
        m.Findings.Filter(static f => f.Objection.IsNone).Map(static f => Array<Cell>(
            f.Monitor.Id, f.Status.Word, f.State.Checked, f.State.Skipped, Quantity(f.State.Worst.Size, "no step was judged"), f.Monitor.Tolerance,
            Quantity(f.State.Worst.IsJudged ? f.State.WorstStep : double.NaN, "no step was judged"),
            f.State.IsViolated ? FormattableString.Invariant($"step {f.State.FirstStep}{(f.Place.Length > 0 ? " in " + f.Place : "")}") : "-"))));

    /// <summary>The report.</summary>
    public Report Report => Report.OfStudy(
        "train", "A training run", "", Array(Plan.Rule.Source) + Laws,
        new StudyResult(Finished.Outcome.Sentence, Array(End) + Monitored.ToArr(), TrainFigures.Of(Finished.Trajectory), Finished.Verdicts, Arr<string>.Empty, Arr<Table>.Empty),
        Record.Groups, Command) with
    { Kind = "training run" };

    // Every work once, although it states several laws.
    private Arr<Source> Laws => Finished.Monitored.Map(static m => m.Findings.Filter(static f => f.Objection.IsNone).Map(static f => f.Monitor.Source)).IfNone(Arr<Source>.Empty)
        .GroupBy(static s => s.Title).Select(static g => g.First() with { Section = string.Join(", ", g.Select(static (s, i) => i == 0 ? s.Section : s.Section[(s.Section.LastIndexOf(' ') + 1)..])) }).ToArr();

    private static Cell Quantity(double number, string whenUndefined) => new Cell.Quantity(Number.Of(number, whenUndefined));

    private Plan Plan => Finished.Prepared.Plan;

    private IEnumerable<string> Changes => Settings
        .Filter(static s => TrainSetting.All.Exists(t => t.Name == s.Name && t.Default != s.Text))
        .Map(static s => $"--{s.Name} {(s.Text.AsSpan().IndexOfAny(" ();,'\"") >= 0 || s.Text.Length == 0 ? "'" + s.Text + "'" : s.Text)}");
}

/// <summary>The files of a training run's folder.</summary>
public static class TrainFolder
{
    /// <summary>Names and contents: <c>run.json</c>, <c>table.csv</c>, <c>trajectory.csv</c>, <c>state.npz</c>, <c>report.html</c>.</summary>
    /// <param name="outcome">The run.</param>
    public static Arr<(string Name, byte[] Content)> Files(TrainOutcome outcome) => Array(
        ("table.csv", Bytes(CsvText.Of(outcome.End))),
        ("trajectory.csv", Bytes(CsvText.Of(outcome.Rows))),
        (StateFile.Name, StateFile.ToBytes(outcome.Finished.Trajectory.Final, outcome.Finished.Trajectory.Rows, outcome.Finished.Prepared.Plan.Objective.Network)),
        ("report.html", Bytes(ReportHtml.Render(outcome.Report))),
        (RunFolder.RecordName, Bytes(Json.Text(ToJson(outcome)))));

    /// <summary>The document of <c>run.json</c> and of <c>--json</c>.</summary>
    /// <param name="outcome">The run.</param>
    public static JsonObject ToJson(TrainOutcome outcome)
    {
        var document = outcome.Record.ToJson();
        document["command"] = outcome.Command;
        document["outcome"] = new JsonObject
        {
            ["kind"] = outcome.Finished.Outcome.Word,
            ["step"] = outcome.Finished.Outcome.Step,
            ["sentence"] = outcome.Finished.Outcome.Sentence,
        };
        var end = new JsonObject();
        foreach (var column in outcome.Finished.Trajectory.Columns)
            end[column.Name] = Json.Of(outcome.Finished.Last(column.Name));
        foreach (var (layer, count) in outcome.Finished.DeadUnits)
            end["deadUnits." + layer] = count;
        document["end"] = end;
        outcome.Finished.Monitored.IfSome(m => document["monitor"] = MonitorJson.Of(m));
        document["verdicts"] = Json.List(outcome.Finished.Verdicts, static v => Json.Of(v));
        return document;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
