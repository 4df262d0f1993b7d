using System.Text.Json.Nodes;
using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Runs;

/// <summary>What monitors found, as the member "monitor" of a training run's document.</summary>
internal static class MonitorJson
{
    /// <summary>The steps that were seen, and per law what was judged, the largest deviation and the first violation.</summary>
    internal static JsonObject Of(MonitorReport report) => new()
    {
        ["fromStep"] = Math.Max(report.From, 0),
        ["toStep"] = Math.Max(report.To, 0),
        ["laws"] = Json.List(report.Findings, static f => Of(f)),
    };

    private static JsonObject Of(MonitorFinding finding)
    {
        var state = finding.State;
        var law = new JsonObject
        {
            ["id"] = finding.Monitor.Id,
            ["status"] = finding.Status.Word,
            ["stepsJudged"] = state.Checked,
            ["stepsNotJudged"] = state.Skipped,
            ["largestDeviation"] = Json.Of(Number.Of(state.Worst.Size, "No step was judged.")),
            ["relativeTo"] = finding.Monitor.RelativeTo,
            ["tolerance"] = finding.Monitor.Tolerance,
        };
        if (state.Worst.IsJudged)
            law["atStep"] = state.WorstStep;
        if (state.IsViolated)
            law["firstViolation"] = new JsonObject { ["step"] = state.FirstStep, ["place"] = finding.Place, ["deviation"] = Json.Of(Number.Of(state.First.Size, "")) };
        return law;
    }
}
