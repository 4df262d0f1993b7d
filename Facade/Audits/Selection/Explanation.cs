using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>All that is known of a measure or a bound, in words.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Kind">"measure" or "bound".</param>
/// <param name="Entries">Heads with their texts, in reading order.</param>
public sealed record Explanation(string Id, string Kind, Arr<(string Head, string Text)> Entries)
{
    /// <summary>The explanation of a measure or a bound.</summary>
    /// <param name="id">Its identifier; upper and lower case are the same.</param>
    /// <returns>The explanation, or an error with the nearest identifiers.</returns>
    public static Either<Error, Explanation> Find(string id) =>
        (MeasureTable.All.Find(m => Same(m.Id, id)).Map(Of) | BoundTable.All.Find(b => Same(b.Id, id)).Map(Of)).ToEither(() => MeasureSelection.Unknown(id));

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

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Text(Source source) => $"{source.Author}, {source.Title}, {source.Reference}";
}
