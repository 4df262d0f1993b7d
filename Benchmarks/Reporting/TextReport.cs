using System.Globalization;

namespace Marginalia.Benchmarks;

/// <summary>A result as a table for people.</summary>
internal static class TextReport
{
    private static readonly string[] Heads = ["variant", "min us", "median us", "ratio", "by round", "over", "bytes/step", "collections 0/1/2", "bar"];

    internal static string Of(ScenarioResult result)
    {
        string[][] rows = [Heads, .. result.Measurements.Select(m => Row(result, m))];
        var widths = Heads.Select((_, j) => rows.Max(r => r[j].Length)).ToArray();
        var lines = rows.Select(r => "  " + string.Join("  ", r.Select((cell, j) => j is 0 or 5 or 8 ? cell.PadRight(widths[j]) : cell.PadLeft(widths[j]))).TrimEnd());
        return $"{result.Scenario.Name}: {result.Scenario.Question}\n{string.Join('\n', lines)}\n";
    }

    private static string[] Row(ScenarioResult result, Measurement m)
    {
        var floor = result.FloorOf(m);
        return
        [
            m.Variant.Name,
            Format(m.Least * 1e6, "0.00"),
            Format(m.Median * 1e6, "0.00"),
            floor is null ? "" : Format(m.RatioOfLeast(floor), "0.000"),
            floor is null ? "" : Format(m.RatioByRound(floor), "0.000"),
            floor?.Variant.Name ?? "",
            Format(m.BytesPerStep, "0"),
            $"{string.Join('/', m.Collections)} in {m.Steps}",
            Bar(result, m),
        ];
    }

    private static string Bar(ScenarioResult result, Measurement m)
    {
        if (result.IsMet(m) is not { } met)
            return "";
        var asked = string.Join(", ", new[]
        {
            m.Variant.AtMost is { } bar ? "at most " + Format(bar, "0.00") : "",
            m.Variant.WithoutCollections ? "no collections" : "",
        }.Where(static s => s.Length > 0));
        return $"{asked}: {(met ? "met" : "missed")}";
    }

    private static string Format(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
