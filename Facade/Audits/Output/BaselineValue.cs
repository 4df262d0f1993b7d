using System.Text.Json;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>A number of an audit as another audit is compared with it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its name: an identifier, the name of a margin, or layer and column.</param>
/// <param name="Value">The number, or why there is none.</param>
/// <param name="Conditions">What it depends on besides the weights; none when its document does not say.</param>
public sealed record BaselineValue(ComparedKind Kind, string Id, Number Value, Option<ValueConditions> Conditions)
{
    // What the layer tables of two audits have in common whatever else was given.
    private static readonly Arr<LayerColumn> Columns = LayerColumn.All.Filter(static c => c.Id is "frobenius" or "spectral" or "operator");

    /// <summary>The numbers of a model of this audit that can be compared.</summary>
    /// <param name="model">The model.</param>
    public static Arr<BaselineValue> Of(ModelAudit model) =>
        model.Margins.Match(static m => Margins(m), static _ => Arr<BaselineValue>.Empty)
        + model.Layers.Bind(static l => Columns.Filter(c => IsOfKind(c, l.Kind)).Map(c => OfLayer(l.Name, c, c.Of(l), string.Join("x", l.Shape))))
        + model.Measures.Map(static m => new BaselineValue(ComparedKind.Measure, m.Measure.Id, m.Value.Value, m.Conditions))
        + model.Bounds.Map(static b => new BaselineValue(ComparedKind.Bound, b.Bound.Id, b.Value.Value, b.Conditions));

    /// <summary>The numbers of a model of a document.</summary>
    internal static Arr<BaselineValue> Of(JsonNode model) =>
        Margins(model["margins"]!)
        .Concat(model["layers"]!.AsArray().SelectMany(static l => Columns.Filter(c => IsOfKind(c, (string)l!["kind"]!)).Map(c => OfLayer(
            (string)l!["name"]!, c, Read(l[c.Id]!), string.Join("x", l["shape"]!.AsArray().Select(static s => s!.ToString()))))))
        .Concat(model["measures"]!.AsArray().Select(static m => new BaselineValue(ComparedKind.Measure, (string)m!["id"]!, Read(m["value"]!), ConditionsOf(m))))
        .Concat(model["bounds"]!.AsArray().Select(static b => new BaselineValue(ComparedKind.Bound, (string)b!["id"]!, Read(b["value"]!), ConditionsOf(b)))).ToArr();

    private static Arr<BaselineValue> Margins(MarginSummary m) =>
        new[] { ("error", m.Error), ("cross-entropy", m.CrossEntropy) }.Concat(m.Quantiles.Select(static q => (q.Name, q.Margin)))
        .Select(q => new BaselineValue(ComparedKind.Margin, q.Item1, Number.Of(q.Item2), m.Conditions)).ToArr();

    private static IEnumerable<BaselineValue> Margins(JsonNode margins) => margins["quantiles"] is not JsonArray quantiles ? []
        : new[] { ("error", margins["error"]!), ("cross-entropy", margins["crossEntropy"]!) }.Concat(quantiles.Select(static q => ((string)q!["name"]!, q["margin"]!)))
            .Select(q => new BaselineValue(ComparedKind.Margin, q.Item1, Read(q.Item2), ConditionsOf(margins)));

    private static BaselineValue OfLayer(string layer, LayerColumn column, Number value, string shape) =>
        new(ComparedKind.Layer, $"{layer} {column.Head}", value, new ValueConditions(Array(("shape", shape))));

    private static bool IsOfKind(LayerColumn column, string kind) => column.Id != "operator" || kind == "convolution";

    private static Option<ValueConditions> ConditionsOf(JsonNode value) => value["conditions"] is JsonObject conditions
        ? Some(new ValueConditions(conditions.Select(static c => (c.Key, c.Value?.ToString() ?? "")).ToArr()))
        : None;

    private static Number Read(JsonNode value) => value switch
    {
        JsonObject undefined => new Number.Undefined((string?)undefined["reason"] ?? ""),
        _ when value.GetValueKind() == JsonValueKind.String => Number.Of((string)value! == "Infinity" ? double.PositiveInfinity : double.NegativeInfinity),
        _ => Number.Of((double)value),
    };
}

/// <summary>What a compared number is.</summary>
public enum ComparedKind
{
    /// <summary>Error, cross-entropy or a named margin.</summary>
    Margin,

    /// <summary>A norm of a layer.</summary>
    Layer,

    /// <summary>A measure.</summary>
    Measure,

    /// <summary>A bound.</summary>
    Bound,
}
