using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>All that is known of a measure, a bound or a family of measures, in words.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Kind">"measure", "bound" or "family".</param>
/// <param name="Entries">Heads with their texts, in reading order.</param>
public sealed record Explanation(string Id, string Kind, Arr<(string Head, string Text)> Entries)
{
    /// <summary>The explanation of a measure, a bound or a family.</summary>
    /// <param name="id">Its identifier; upper and lower case are the same.</param>
    /// <returns>The explanation, or an error with the nearest identifiers.</returns>
    public static Either<Error, Explanation> Find(string id) =>
        (MeasureTable.All.Find(m => Same(m.Id, id)).Map(Of) | BoundTable.All.Find(b => Same(b.Id, id)).Map(Of) | MeasureFamily.All.Find(f => Same(f.Id, id)).Map(Of)
            | (Same(MeasureSelection.Bounds, id) ? Some(Bounds) : None)).ToEither(() => MeasureSelection.Unknown(id));

    /// <summary>The explanation of a measure.</summary>
    /// <param name="measure">The measure.</param>
    public static Explanation Of(Measure measure) => new(measure.Id, "measure", Array(
        ("Definition", measure.Definition),
        ("Formula", measure.Formula),
        ("Family", $"{MeasureFamily.Of(measure).Title}. {MeasureFamily.Of(measure).Sentence}"),
        ("Direction", MeasureWords.Of(measure.Direction)),
        ("Invariances", MeasureWords.Sentence(measure.Invariances)),
        ("Needs", MeasureWords.Of(measure.Needs)),
        ("Cost", MeasureWords.Of(measure.Cost)),
        ("Evidence", measure.Evidence),
        ("Source", Text(measure.Source)),
        ("Documentation", measure.Source.Section)));

    /// <summary>The explanation of a bound.</summary>
    /// <param name="bound">The bound.</param>
    public static Explanation Of(Bound bound) => new(bound.Id, "bound", Array(
        ("Statement", bound.Statement),
        ("Formula", bound.Formula),
        ("Preconditions", bound.Preconditions),
        ("Confidence", FormattableString.Invariant($"holds with probability at least 1 - delta, delta = {bound.Confidence:R} unless --delta says otherwise")),
        ("Cost", MeasureSelection.TakesManyPasses(bound) ? MeasureWords.Of(Cost.ManyPasses) : MeasureWords.Of(Cost.Data)),
        ("Source", Text(bound.Source)),
        ("Documentation", bound.Source.Section)));

    /// <summary>The explanation of a family: what its measures have in common, and which they are.</summary>
    /// <param name="family">The family.</param>
    public static Explanation Of(MeasureFamily family) => new(family.Id, "family", Array(
        ("Title", family.Title),
        ("Definition", family.Sentence),
        ("Measures", string.Join(", ", MeasureTable.All.Filter(m => MeasureFamily.Of(m) == family).Map(static m => m.Id)))));

    // What 'bounds' means where families are asked for.
    private static Explanation Bounds => new(MeasureSelection.Bounds, "family", Array(
        ("Title", "Bounds on the risk"),
        ("Definition", "Bounds on the risk by the margin loss on a sample and a capacity; each is certified, diagnostic, asymptotic, sampled or void, and says so."),
        ("Bounds", string.Join(", ", BoundTable.All.Map(static b => b.Id)))));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Text(Source source) => $"{source.Author}, {source.Title}, {source.Reference}";
}
