using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Audits;

/// <summary>The data of an audit, as far as a record needs them.</summary>
/// <param name="Name">The name.</param>
/// <param name="Provenance">How they were made or read.</param>
/// <param name="Hash">The fingerprint of their contents.</param>
/// <param name="Examples">The number of examples.</param>
/// <param name="Features">The numbers of one example.</param>
/// <param name="Targets">"classes", "signs" or "values".</param>
public sealed record AuditedData(string Name, string Provenance, string Hash, int Examples, int Features, string Targets);

/// <summary>The result of an audit: a value from which text, JSON, tables and report are made.</summary>
/// <param name="Models">One for each model, in the order given, at least one.</param>
/// <param name="Data">The data, when given.</param>
/// <param name="Initial">Name and hash of the initial weights, when given.</param>
/// <param name="Scope">How much was computed.</param>
/// <param name="Delta">Bounds hold with probability at least 1 - Delta.</param>
/// <param name="Seed">The key of measures that draw.</param>
/// <param name="Numerics">The arithmetic, described for the record.</param>
/// <param name="Skipped">Measures that were left out because they take many passes over the data.</param>
public sealed record AuditResult(
    Arr<ModelAudit> Models,
    Option<AuditedData> Data,
    Option<(string Name, string Hash)> Initial,
    AuditScope Scope,
    double Delta,
    ulong Seed,
    Arr<(string Name, string Text)> Numerics,
    Arr<string> Skipped)
{
    /// <summary>Whether all of every model was measured.</summary>
    public bool IsCovered => Models.ForAll(static m => m.IsCovered);

    /// <summary>Every warning once, with the names of the models that it is about; without names when it is about all.</summary>
    public Arr<(Arr<string> Models, string Sentence)> Warnings => Models.Bind(static m => m.Warnings.Map(w => (m.Name, w.Sentence))).GroupBy(static w => w.Sentence)
        .Select(g => (g.Count() == Models.Count ? Arr<string>.Empty : g.Select(static w => w.Name).Distinct().ToArr(), g.Key)).ToArr();

    /// <summary>What keeps numbers of the models side by side from being compared, one sentence each; empty when nothing does.</summary>
    public Arr<string> Notes => SideBySide.Notes(Models);

    /// <summary>A verdict for each comparison with reference outputs.</summary>
    public Arr<Verdict> Verdicts => Models.Bind(static m => m.Check.Map(c => c.Verdict(m.Name)).AsEnumerable()).ToArr();

    /// <summary>Whether every comparison that was asked for holds.</summary>
    public bool Holds => Verdicts.ForAll(static v => v.Status != VerdictStatus.Violated);
}
