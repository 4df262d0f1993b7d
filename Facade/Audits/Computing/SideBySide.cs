using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>What keeps numbers of models that stand side by side from being compared.</summary>
internal static class SideBySide
{
    /// <summary>One sentence for each difference of conditions between the first model and another one.</summary>
    internal static Arr<string> Notes(Arr<ModelAudit> models) => models.Skip(1).SelectMany(other =>
        BaselineValue.Of(models[0]).Filter(static v => v.Kind != ComparedKind.Layer)
            .Choose(mine => BaselineValue.Of(other).Find(v => v.Kind == mine.Kind && v.Id == mine.Id).Bind(v => Conflict(mine, v, models[0].Name, other.Name)).Map(why => (mine.Id, Why: why)))
            .GroupBy(static c => c.Why).Select(static g => $"Side by side cannot be compared, because {g.Key}: {Listed(g.Select(static c => c.Id).Distinct().ToArr())}.")).ToArr();

    private static Option<string> Conflict(BaselineValue mine, BaselineValue other, string here, string there) =>
        from m in mine.Conditions from o in other.Conditions from why in m.Conflict(o, "for " + here, "for " + there) select why;

    private static string Listed(Arr<string> names) => string.Join(", ", names.Take(4)) + (names.Count > 4 ? $" and {names.Count - 4} more" : "");
}
