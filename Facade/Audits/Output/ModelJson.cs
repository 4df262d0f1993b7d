using System.Globalization;
using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Runs;

namespace Marginalia.Audits;

/// <summary>One model of an audit as JSON.</summary>
internal static class ModelJson
{
    internal static JsonObject Of(ModelAudit model) => new()
    {
        ["name"] = model.Name,
        ["format"] = model.Format,
        ["weightsHash"] = model.WeightsHash,
        ["covered"] = model.IsCovered,
        ["coverage"] = Json.List(model.Coverage, static c => new JsonObject
        {
            ["node"] = c.Node,
            ["operator"] = c.Operator,
            ["treatment"] = c.Treatment.Word,
            ["why"] = AuditTables.Why(c),
        }),
        ["assumptions"] = Json.List(model.Assumptions, static a => JsonValue.Create(a)),
        ["network"] = AuditJson.Optional(model.Network, static n => new JsonObject
        {
            ["text"] = n.Text,
            ["input"] = n.Input,
            ["outputs"] = n.Outputs,
            ["parameters"] = n.Parameters,
            ["depth"] = n.Depth,
            ["homogeneity"] = n.Homogeneity,
            ["ending"] = n.Ending.ToString(),
        }),
        ["reference"] = AuditJson.Optional(model.Check, static c => new JsonObject
        {
            ["name"] = c.Reference,
            ["agrees"] = c.Agrees,
            ["compared"] = c.Compared,
            ["deviation"] = Json.Of(c.Deviation),
            ["tolerance"] = c.Tolerance,
            ["examples"] = c.Examples,
            ["otherDecisions"] = c.Decisions,
        }),
        ["margins"] = model.Margins.Match(Margins, static why => Json.Of(new Number.Undefined(why))),
        ["signatures"] = model.Signatures.Match(Signatures, static why => Json.Of(new Number.Undefined(why))),
        ["layers"] = Json.List(model.Layers, Layer),
        ["measures"] = Json.List(model.Measures, static m => Measure(m.Measure, m.Value, m.Conditions)),
        ["bounds"] = Json.List(model.Bounds, Bound),
        ["warnings"] = Json.List(model.Warnings, static w => new JsonObject { ["id"] = w.Id, ["sentence"] = w.Sentence }),
    };

    private static JsonNode Margins(MarginSummary m) => new JsonObject
    {
        ["examples"] = m.Examples,
        ["errors"] = m.Errors,
        ["error"] = m.Error,
        ["crossEntropy"] = Json.Of(m.CrossEntropy),
        ["conditions"] = Conditions(m.Conditions),
        ["quantiles"] = Json.List(m.Quantiles, static q => new JsonObject
        {
            ["name"] = q.Name,
            ["margin"] = Json.Of(q.Margin),
            ["marginLoss"] = q.MarginLoss,
            ["rampLoss"] = Json.Of(q.RampLoss),
        }),
    };

    private static JsonNode Signatures(Arr<SignatureSummary> signatures) => Json.List(signatures, static s => new JsonObject
    {
        ["representation"] = s.Name,
        ["totalVariance"] = Json.Of(s.TotalVariance),
        ["excluded"] = s.Excluded,
        ["signature"] = Json.List(s.Five.ToArray(), static v => Json.Of(v)),
    });

    private static JsonObject Layer(LayerAudit layer)
    {
        var document = new JsonObject { ["name"] = layer.Name, ["kind"] = layer.Kind, ["shape"] = Json.List(layer.Shape, static s => JsonValue.Create(s)) };
        foreach (var column in LayerColumn.All)
            document[column.Id] = Json.Of(column.Of(layer));
        document["deadUnits"] = Json.List(layer.Dead, static u => JsonValue.Create(u));
        document["silentUnits"] = Json.List(layer.Silent, static u => JsonValue.Create(u));
        document["singularValues"] = Json.List(layer.Spectrum.ToArray(), static v => JsonValue.Create(v));
        document["note"] = layer.Note;
        return document;
    }

    private static JsonObject Measure(Measure measure, MeasureValue value, ValueConditions conditions) => new()
    {
        ["id"] = measure.Id,
        ["family"] = MeasureFamily.Of(measure).Id,
        ["value"] = Json.Of(value.Value),
        ["log"] = AuditJson.Optional(value.Log, static l => Json.Of(l)),
        ["standardError"] = AuditJson.Optional(value.StandardError, static e => Json.Of(e)),
        ["direction"] = MeasureWords.Of(measure.Direction),
        ["note"] = value.Note,
        ["conditions"] = Conditions(conditions),
        ["perLayer"] = Json.List(value.PerLayer, static p => new JsonObject { ["layer"] = p.Layer, ["value"] = Json.Of(p.Value) }),
    };

    // Only what matters for the number stands here.
    private static JsonObject Conditions(ValueConditions conditions)
    {
        var document = new JsonObject();
        foreach (var (name, text) in conditions.All)
            document[name] = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && name is "examples" or "delta" ? JsonValue.Create(number) : text;
        return document;
    }

    private static JsonObject Bound(BoundedValue bounded)
    {
        var inputs = new JsonObject();
        foreach (var (name, number) in bounded.Value.Inputs)
            inputs[name] = Json.Of(number);
        return new()
        {
            ["id"] = bounded.Bound.Id,
            ["status"] = bounded.Value.Status.Word,
            ["value"] = Json.Of(bounded.Value.Value),
            ["vacuous"] = bounded.Value.IsVacuous,
            ["conditions"] = Conditions(bounded.Conditions),
            ["inputs"] = inputs,
        };
    }
}
