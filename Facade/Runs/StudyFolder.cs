using System.Text;
using LanguageExt;
using Marginalia.Reports;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Runs;

/// <summary>The files of a study's run folder.</summary>
public static class StudyFolder
{
    /// <summary>Names and contents: <c>run.json</c>, <c>table.csv</c> with the first table, further tables by their names, <c>trajectory.csv</c>, <c>report.html</c>.</summary>
    /// <param name="outcome">The study that was run.</param>
    public static Arr<(string Name, byte[] Content)> Files(StudyOutcome outcome) => Tables(outcome.Result)
        .Map(static t => (t.File, Bytes(CsvText.Of(t.Table))))
        .Add(("report.html", Bytes(ReportHtml.Render(outcome.Report))))
        .Add((RunFolder.RecordName, Bytes(Json.Text(ToJson(outcome)))));

    /// <summary>The document of <c>run.json</c> and of <c>--json</c>.</summary>
    /// <param name="outcome">The study that was run.</param>
    public static System.Text.Json.Nodes.JsonObject ToJson(StudyOutcome outcome)
    {
        var document = outcome.Record.ToJson();
        document["command"] = outcome.Request.Command;
        document["summary"] = outcome.Result.Summary;
        document["verdicts"] = Json.List(outcome.Result.Verdicts, static v => Json.Of(v));
        document["tables"] = Json.List(outcome.Result.Tables, static t => Json.Of(t));
        document["caveats"] = Json.List(outcome.Result.Caveats, static c => System.Text.Json.Nodes.JsonValue.Create(c));
        return document;
    }

    /// <summary>The tables with the names of their files.</summary>
    /// <param name="result">What a study found.</param>
    public static Arr<(string File, Table Table)> Tables(StudyResult result) =>
        result.Tables.Map(static (i, t) => (i == 0 ? "table.csv" : t.Name + ".csv", t)).ToArr()
        + result.Trajectories.Map(static (i, t) => (i == 0 ? "trajectory.csv" : t.Name + ".csv", t)).ToArr();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
