using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>What a reader of an audit must know before quoting its numbers.</summary>
internal static class WarningList
{
    internal static Arr<AuditWarning> OfWeights(ModelFile file, Arr<LayerAudit> layers, AuditRequest request) => OfFile(file)
        .Concat(file.IsCovered ? [new("weights-only", "Only the weights were measured: there are no margins, no measures that need the graph and no bounds, and products over layers read the layers as following one another.")] : [])
        .Concat(layers.IsEmpty ? [new("no-weights", "The file holds no weights.")] : [])
        .Concat(request.Data.IsSome ? [new("data-unused", "The data were not used, because the network was not run.")] : [])
        .Concat(OfLayers(layers)).ToArr();

    internal static Arr<AuditWarning> Of(
        AuditRequest request, ModelFile file, LoadedNetwork loaded, MeasureInput input, Either<string, MarginSummary> margins, Arr<LayerAudit> layers, Arr<BoundedValue> bounds) =>
        OfFile(file).Concat(OfNetwork(loaded)).Concat(OfInitial(request, loaded)).Concat(OfData(request, input)).Concat(OfMargins(margins)).Concat(OfLayers(layers)).Concat(OfBounds(bounds)).ToArr();

    private static IEnumerable<AuditWarning> OfFile(ModelFile file)
    {
        var unsupported = file.Coverage.Choose(static c => c.Treatment is Treatment.Unsupported u ? Prelude.Some($"'{c.Node}' ({c.Operator}): {u.Reason}") : Prelude.None).ToArray();
        if (unsupported.Length > 0)
            yield return new("unsupported", $"{Count(unsupported.Length, "node is", "nodes are")} not supported, so that the network cannot be run and only its layers were measured: {string.Join("; ", unsupported.Take(5))}{(unsupported.Length > 5 ? "; ..." : "")}.");
        foreach (var assumption in file.Assumptions)
            yield return new("assumption", assumption);
    }

    private static IEnumerable<AuditWarning> OfNetwork(LoadedNetwork loaded)
    {
        if (loaded.Network.Homogeneity is Homogeneity.Absent absent)
            yield return new("not-homogeneous", $"The network is not homogeneous: {absent.Reason}. Measures that divide by a power of the margin change when the weights are scaled, so compare them only between networks of this architecture.");
        if (loaded.Ending != OutputEnding.Logits)
            yield return new("output-ending", $"The file ends with the {Endings.Word(loaded.Ending)} of the logits, which was removed: margins and measures are about the logits.");
        if (loaded.HasFoldedNormalization)
            yield return new("folded-normalization", "Batch normalization was folded into the layers before it; norms are those of the folded weights.");
    }

    private static IEnumerable<AuditWarning> OfInitial(AuditRequest request, LoadedNetwork loaded)
    {
        if (request.Initial.IsNone)
            yield return new("no-initialization", "The initial weights are not given, so distances from initialization are undefined; measures and bounds with a reference use zero.");
        else if (loaded.HasFoldedNormalization)
            yield return new("initialization-unused", "Distances from initialization are refused after batch normalization was folded: trained and initial weights fold with different statistics.");
    }

    private static IEnumerable<AuditWarning> OfData(AuditRequest request, MeasureInput input)
    {
        if (input.Data.MatchUnsafe<Dataset?>(static d => d, static () => null) is not { } data)
        {
            yield return new("no-data", "No data are given, so that there are no margins, no measures divided by them, and no bounds.");
            yield break;
        }

        if (!request.IsTrainingSample)
            yield return new("sample", $"Margins, measures and bounds are about the {data.Count} examples given. The theory speaks of the sample that the network was trained on, all of it: for other examples a bound means nothing and their error says more.");
        if (data.Targets is not Targets.Classes classes)
            yield break;
        var seen = new bool[classes.Count];
        foreach (var label in classes.Labels.Span)
            seen[label] = true;
        if (seen.Contains(false))
            yield return new("absent-classes", $"{Count(seen.Count(static s => !s), "class has", "classes have")} no example: {Listed(Enumerable.Range(0, seen.Length).Where(k => !seen[k]))}.");
    }

    private static IEnumerable<AuditWarning> OfMargins(Either<string, MarginSummary> margins)
    {
        if (margins.MatchUnsafe<MarginSummary?>(static m => m, static _ => null) is not { } m)
            yield break;
        if (!(m.Gamma > 0))
            yield return new("margin-not-positive", FormattableString.Invariant($"The 10 % margin is {m.Gamma:G4}, not positive: measures divided by it are undefined, never taken by their absolute value."));
        if (m.Examples < 10)
            yield return new("few-examples", $"With {Count(m.Examples, "example", "examples")} the 10 % margin is the smallest one.");
        if (m.CrossEntropy > 0.01)
            yield return new("cross-entropy", FormattableString.Invariant($"The cross-entropy is {m.CrossEntropy:G3}. Compare measures only between networks at equal cross-entropy, usually below 0.01."));
    }

    private static IEnumerable<AuditWarning> OfLayers(Arr<LayerAudit> layers)
    {
        foreach (var layer in layers.Filter(static l => l.Dead.Count > 0))
            yield return new("dead-units", $"{Count(layer.Dead.Count, "unit", "units")} of '{layer.Name}' {(layer.Dead.Count == 1 ? "has" : "have")} only zero incoming weights: {Listed(layer.Dead)}.");
        foreach (var layer in layers.Filter(static l => l.Silent.Count > 0))
            yield return new("silent-units", $"{Count(layer.Silent.Count, "unit", "units")} of '{layer.Name}' {(layer.Silent.Count == 1 ? "is" : "are")} 0 on every example given: {Listed(layer.Silent)}.");
    }

    private static IEnumerable<AuditWarning> OfBounds(Arr<BoundedValue> bounds)
    {
        var numbers = bounds.Filter(static b => b.Value.Value is Number.Value);
        if (numbers.Count > 0 && numbers.ForAll(static b => AuditTables.Mark(b.Value).Length > 0))
            yield return new("vacuous", "Every bound that applies is 1 or more or next to it, so none of them says anything about the risk; they compare networks at best.");
    }

    private static string Count(int n, string one, string many) => $"{n} {(n == 1 ? one : many)}";

    private static string Listed(IEnumerable<int> numbers)
    {
        var all = numbers.ToArray();
        return string.Join(", ", all.Take(12)) + (all.Length > 12 ? $" and {all.Length - 12} more" : "");
    }
}
