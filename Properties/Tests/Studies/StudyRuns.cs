using LanguageExt;
using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Numerics;
using Marginalia.Studies;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Studies run as the face runs them, under the portable policy.</summary>
internal static class StudyRuns
{
    public static StudyResult Run(Study study, ulong seed, params (string Name, string Text)[] changes) => Unwrap.Right(study.Run(Context(study, seed, changes)));

    public static StudyContext Context(Study study, ulong seed, params (string Name, string Text)[] changes) => new(
        NumericsPolicy.Portable(), new Key(seed), toMap(study.Data.Map(name => (name, Unwrap.Valid(DataCatalog.Load(name, new Key(seed)))))),
        Unwrap.Valid(StudySettings.Create(study.Parameters, changes.ToArr())));

    /// <summary>What is violated, with what was measured; empty when everything holds or does not apply.</summary>
    public static string Violated(StudyResult result) =>
        string.Join("; ", result.Verdicts.Filter(static v => v.Status == VerdictStatus.Violated).Map(static v => $"{v.Id} measured {v.Measured} expected {v.Expected}"));

    public static Verdict Verdict(StudyResult result, string id) => result.Verdicts.Find(v => v.Id == id).IfNone(() => throw new KeyNotFoundException(id));
}
