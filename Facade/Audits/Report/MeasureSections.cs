using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using Marginalia.Reports;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>The measures of a report, family by family.</summary>
internal static class MeasureSections
{
    internal static Arr<Section> Of(AuditResult result) => result.Families.Map(f => Family(result, f));

    private static Section Family(AuditResult result, MeasureFamily family)
    {
        var measures = result.MeasuresOf(family);
        var notes = result.Models.Bind(m => m.Measures.Filter(v => measures.Exists(x => x.Id == v.Measure.Id) && v.Value.Note.Length > 0)
            .Map(v => (v.Measure.Id, Note: (result.Models.Count == 1 ? "" : m.Name + ", ") + v.Value.Note)))
            .GroupBy(static n => n.Note).Select(static g => $"{string.Join(", ", g.Select(static n => $"`{n.Id}`"))}: {g.Key}.").ToArr();
        var table = new Section.TableSection(result.MeasureTableOf(family, withDefinition: true), Direction(measures), IsWhole: true);
        return new Section.Chapter(family.Title, Array<Section>(new Section.Text(Array(family.Sentence)), table)
            + (notes.IsEmpty ? Arr<Section>.Empty : Array<Section>(new Section.CaveatList(notes))));
    }

    private static string Direction(Arr<Measure> measures)
    {
        var directions = measures.Map(static m => m.Direction).Distinct().ToArr();
        return directions.Count == 1 ? char.ToUpperInvariant(MeasureWords.Of(directions[0])[0]) + MeasureWords.Of(directions[0])[1..] + "."
            : string.Join(' ', directions.Map(d => $"{char.ToUpperInvariant(MeasureWords.Of(d)[0])}{MeasureWords.Of(d)[1..]}: {string.Join(", ", measures.Filter(m => m.Direction == d).Map(static m => $"`{m.Id}`"))}."));
    }
}
