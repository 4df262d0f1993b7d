using System.Text.Json.Nodes;
using Marginalia.Native;
using Marginalia.Runs;

namespace Marginalia.Benchmarks;

/// <summary>Results as one JSON document for programs.</summary>
internal static class JsonReport
{
    internal static string Of(IReadOnlyList<ScenarioResult> results, int rounds) => Json.Text(new JsonObject
    {
        ["schema"] = "marginalia/benchmarks/1",
        ["rounds"] = rounds,
        ["mkl"] = NativeMkl.Discovery.Match(static f => f.Library.Version, static _ => "absent"),
        ["scenarios"] = Json.List(results, static r => new JsonObject
        {
            ["name"] = r.Scenario.Name,
            ["question"] = r.Scenario.Question,
            ["variants"] = Json.List(r.Measurements, m => Variant(r, m)),
        }),
    });

    private static JsonObject Variant(ScenarioResult result, Measurement m)
    {
        var floor = result.FloorOf(m);
        return new()
        {
            ["name"] = m.Variant.Name,
            ["minSeconds"] = m.Least,
            ["medianSeconds"] = m.Median,
            ["over"] = floor?.Variant.Name,
            ["ratioOfMinima"] = floor is null ? null : m.RatioOfLeast(floor),
            ["ratioByRound"] = floor is null ? null : m.RatioByRound(floor),
            ["atMost"] = m.Variant.AtMost,
            ["withoutCollections"] = m.Variant.WithoutCollections,
            ["met"] = result.IsMet(m),
            ["steps"] = m.Steps,
            ["bytesPerStep"] = m.BytesPerStep,
            ["collections"] = Json.List(m.Collections, static c => JsonValue.Create(c)),
        };
    }
}
