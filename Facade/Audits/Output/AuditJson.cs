using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Runs;

namespace Marginalia.Audits;

/// <summary>An audit as a JSON document of the schema <c>marginalia/audit/1</c>; docs/audit.md lists its members.</summary>
public static class AuditJson
{
    /// <summary>The schema.</summary>
    public const string Schema = "marginalia/audit/1";

    /// <summary>The document.</summary>
    /// <param name="result">The audit.</param>
    /// <param name="comparison">The comparison with another audit, when asked for.</param>
    public static JsonObject Of(AuditResult result, Option<BaselineComparison> comparison = default)
    {
        var document = new JsonObject
        {
            ["schema"] = Schema,
            ["covered"] = result.IsCovered,
            ["scope"] = Word(result.Scope),
            ["delta"] = result.Delta,
            ["seed"] = result.Seed,
            ["numerics"] = Json.Of(result.Numerics),
            ["versions"] = Json.Of(RunRecord.CurrentVersions),
            ["data"] = Optional(result.Data, static d => new JsonObject
            {
                ["name"] = d.Name,
                ["provenance"] = d.Provenance,
                ["hash"] = d.Hash,
                ["examples"] = d.Examples,
                ["features"] = d.Features,
                ["targets"] = d.Targets,
            }),
            ["initialization"] = Optional(result.Initial, static i => new JsonObject { ["name"] = i.Name, ["hash"] = i.Hash }),
            ["models"] = Json.List(result.Models, ModelJson.Of),
            ["notes"] = Json.List(result.Notes, static n => JsonValue.Create(n)),
            ["skipped"] = Json.List(result.Skipped, static id => JsonValue.Create(id)),
            ["verdicts"] = Json.List(result.Verdicts.Concat(comparison.Map(static c => c.Verdicts).IfNone(Arr<Verdict>.Empty)), static v => Json.Of(v)),
        };
        comparison.IfSome(c => document["baseline"] = c.ToJson());
        return document;
    }

    /// <summary>The word of a scope: "weights-only", "fast", "standard", "full".</summary>
    /// <param name="scope">The scope.</param>
    public static string Word(AuditScope scope) => scope == AuditScope.WeightsOnly ? "weights-only" : scope.ToString().ToLowerInvariant();

    internal static JsonNode? Optional<T>(Option<T> value, Func<T, JsonNode> form) => value.MatchUnsafe<JsonNode?>(v => form(v), static () => null);
}
