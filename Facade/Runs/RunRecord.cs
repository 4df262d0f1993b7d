using System.Text.Json.Nodes;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Runs;

/// <summary>What a run's result depends on, complete enough to repeat it; no times, host names or paths.</summary>
/// <param name="Kind">"study", "train" or "audit".</param>
/// <param name="Name">The study's name, "train" or "audit".</param>
/// <param name="Configuration">Every setting that was in force, defaults included.</param>
/// <param name="Seed">The root key.</param>
/// <param name="Numerics">The policy, its kernels and threads.</param>
/// <param name="Versions">The versions of the program and of what decides bits.</param>
/// <param name="Data">The data sets with the hashes of their contents.</param>
public sealed record RunRecord(
    string Kind,
    string Name,
    Arr<(string Name, string Text)> Configuration,
    ulong Seed,
    Arr<(string Name, string Text)> Numerics,
    Arr<(string Name, string Text)> Versions,
    Arr<(string Name, string Text)> Data)
{
    /// <summary>The word of the numerics policy.</summary>
    public string Policy => Numerics.Find(static n => n.Name == "policy").Map(static n => n.Text).IfNone("portable");

    /// <summary>Whether the run was interrupted, so that its last state was not observed.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>The version of this program.</summary>
    public static string ProgramVersion { get; } = typeof(RunRecord).Assembly.GetName().Version!.ToString(3);

    /// <summary>The versions of the program and of what decides bits.</summary>
    public static Arr<(string, string)> CurrentVersions { get; } = Prelude.Array(("marginalia", ProgramVersion));

    /// <summary>The record as the report prints it.</summary>
    public Arr<Reports.RecordGroup> Groups => Prelude.Array(
        new Reports.RecordGroup("Configuration", Configuration),
        new Reports.RecordGroup("Key", Prelude.Array(("seed", FormattableString.Invariant($"{Seed}")))),
        new Reports.RecordGroup("Numerics", Numerics),
        new Reports.RecordGroup("Versions", Versions),
        new Reports.RecordGroup("Data", Data));

    /// <summary>The description of a policy for the record.</summary>
    /// <param name="policy">The policy.</param>
    public static Arr<(string, string)> Describe(NumericsPolicy policy) =>
        Prelude.Array(("policy", policy.Word), ("kernels", policy.Kernels.Name), ("decompositions", policy.Decompositions.Name));

    /// <summary>The data of a training run, with the hashes of their contents.</summary>
    /// <param name="prepared">The run.</param>
    public static Arr<(string Name, string Hash)> Hashes(PreparedExperiment prepared) =>
        Prelude.Array((prepared.Plan.Objective.Data.Name, prepared.Plan.Objective.Data.ContentHash))
            .AddRange(prepared.Test.Map(static t => (t.Name + " (test)", t.ContentHash)).ToArray());

    /// <summary>The record as JSON members.</summary>
    public JsonObject ToJson() => new()
    {
        ["schema"] = "marginalia/run/1",
        ["kind"] = Kind,
        ["name"] = Name,
        ["seed"] = Seed,
        ["configuration"] = Json.Of(Configuration),
        ["numerics"] = Json.Of(Numerics),
        ["versions"] = Json.Of(Versions),
        ["data"] = Json.Of(Data),
    };

    /// <summary>Reads the members that <see cref="ToJson"/> writes.</summary>
    /// <param name="source">The name of the file, for messages.</param>
    /// <param name="document">The parsed document.</param>
    /// <returns>The record, or an error that names the member at fault.</returns>
    public static Either<Error, RunRecord> Read(string source, JsonNode? document)
    {
        try
        {
            return document is not JsonObject root ? Bad(source, "the document is not an object")
                : (string?)root["schema"] != "marginalia/run/1" ? Bad(source, $"schema is '{(string?)root["schema"]}' instead of 'marginalia/run/1'")
                : Prelude.Right<Error, RunRecord>(new(
                    (string)root["kind"]!, (string)root["name"]!, Pairs(root, "configuration"), (ulong)root["seed"]!,
                    Pairs(root, "numerics"), Pairs(root, "versions"), Pairs(root, "data"))
                {
                    IsInterrupted = (string?)root["outcome"]?["kind"] == "cancelled",
                });
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentNullException or FormatException or NullReferenceException)
        {
            return Bad(source, "a member is missing or of the wrong kind");
        }
    }

    private static Arr<(string, string)> Pairs(JsonObject root, string member) =>
        root[member]!.AsObject().Select(static p => (p.Key, (string)p.Value!)).ToArr();

    private static Either<Error, RunRecord> Bad(string source, string problem) =>
        Prelude.Left<Error, RunRecord>(new Error.Malformed(source, problem, "use a folder that this program wrote and nobody changed"));
}
