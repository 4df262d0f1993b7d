using System.Text;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Native;
using Marginalia.Numerics;
using Marginalia.Reports;
using Marginalia.Runs;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>An audit that was run from settings: what was asked, what came out, and the record that repeats it.</summary>
/// <param name="Settings">What was asked.</param>
/// <param name="Result">What came out.</param>
/// <param name="Comparison">The comparison with another audit, when asked for.</param>
public sealed record AuditOutcome(AuditSettings Settings, AuditResult Result, Option<BaselineComparison> Comparison)
{
    /// <summary>The name of the document within a run folder.</summary>
    public const string DocumentName = "audit.json";

    /// <summary>Loads what settings name, audits, and compares with the baseline.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="seed">The root key.</param>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="progress">Told the fraction done and what is going on.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The outcome, or every error that was found before the work began, or the first one during it.</returns>
    public static Validation<Error, AuditOutcome> Run(
        AuditSettings settings, ulong seed, NumericsPolicy numerics, Action<double, string>? progress = null, CancellationToken cancellation = default)
    {
        var tolerance = settings.Number("baseline-tolerance", static t => t >= 0, "a number from 0");
        var baseline = settings.Text("baseline").Match(
            path => Baseline.Read(path).Map(Some).ToValidation(),
            () => Array("baseline-tolerance", "force-comparison").Find(settings.IsOn).Match(
                static alone => Fail<Error, Option<Baseline>>(new Error.ParameterDomain("--" + alone, "given without --baseline", "both, or neither")),
                static () => Success<Error, Option<Baseline>>(None)));
        return (AuditLoading.Load(settings, seed, numerics), baseline, tolerance).Apply(static (request, b, t) => (Request: request, Baseline: b, Tolerance: t)).Bind(x => (
            from result in Audit.Of(x.Request, progress, cancellation)
            from comparison in x.Baseline.Map(b => BaselineComparison.Of(result, b, x.Tolerance, settings.IsOn("force-comparison"))).Sequence()
            select new AuditOutcome(settings, result, comparison)).ToValidation());
    }

    /// <summary>Whether every comparison that was asked for holds.</summary>
    public bool Holds => Result.Holds && Comparison.ForAll(static c => c.Holds);

    /// <summary>The verdicts on everything that was asked to hold.</summary>
    public Arr<Verdict> Verdicts => Result.Verdicts + Comparison.Map(static c => c.Verdicts).IfNone(Arr<Verdict>.Empty);

    /// <summary>The command that makes the same audit, with names of files instead of paths.</summary>
    public string Command => Settings.Command(Result.Seed, Policy);

    /// <summary>The record; paths stand in it as they were typed.</summary>
    public RunRecord Record => new(
        "audit", "audit", Settings.Configuration, Result.Seed, Result.Numerics, RunRecord.CurrentVersions,
        Result.Models.Map(static m => (m.Name, m.WeightsHash))
            .AddRange(Result.Data.Map(static d => (d.Name, d.Hash)).AsEnumerable()).AddRange(Result.Initial.Map(static i => (i.Name + " (initial)", i.Hash)).AsEnumerable()));

    /// <summary>The document of <c>--json</c> and of <c>audit.json</c>.</summary>
    public JsonObject ToJson() => AuditJson.Of(Result, Comparison);

    /// <summary>The numbers as one long table.</summary>
    public string Csv => CsvText.Of(AuditRows.Of(Result));

    /// <summary>The report.</summary>
    public Report Report => AuditReport.Of(this);

    /// <summary>The files of a run folder: <c>audit.json</c>, <c>table.csv</c>, <c>report.html</c> and the record <c>run.json</c>.</summary>
    public Arr<(string Name, byte[] Content)> Files => Array(
        (DocumentName, Encoding.UTF8.GetBytes(Json.Text(ToJson()))),
        ("table.csv", Encoding.UTF8.GetBytes(Csv)),
        ("report.html", Encoding.UTF8.GetBytes(ReportHtml.Render(Report))),
        (RunFolder.RecordName, Encoding.UTF8.GetBytes(Json.Text(RecordJson()))));

    private string Policy => Result.Numerics.Find(static n => n.Name == "policy").Map(static n => n.Text).IfNone("portable");

    private JsonObject RecordJson()
    {
        var document = Record.ToJson();
        document["command"] = Command;
        document["verdicts"] = Json.List(Verdicts, static v => Json.Of(v));
        return document;
    }
}
