using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>Which measures and bounds an audit computes.</summary>
/// <param name="Words">Identifiers of measures or bounds, families, or "bounds"; empty for all.</param>
public sealed record MeasureSelection(Arr<string> Words)
{
    internal const string Bounds = "bounds";

    /// <summary>Everything that the scope allows.</summary>
    public static MeasureSelection All { get; } = new(Arr<string>.Empty);

    /// <summary>Reads a list separated by commas; commas within parentheses belong to an identifier.</summary>
    /// <param name="text">For instance "path.phi(2),norm,bounds".</param>
    /// <returns>The selection, or an error for each unknown word with the nearest known ones.</returns>
    public static Validation<Error, MeasureSelection> Parse(string text)
    {
        var words = Split(text).ToArr();
        var errors = words.Filter(static w => !IsKnown(w)).Map(Unknown).ToSeq();
        return words.IsEmpty ? Fail<Error, MeasureSelection>(new Error.ParameterDomain("--measures", "(nothing)", "identifiers or families separated by commas"))
            : errors.IsEmpty ? Success<Error, MeasureSelection>(new(words))
            : Validation<Error, MeasureSelection>.Fail(errors);
    }

    /// <summary>Whether a measure is computed: one named itself always is, one of a chosen family when the scope allows it.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="scope">How much is computed.</param>
    public bool Includes(Measure measure, AuditScope scope) => Words.Contains(measure.Id) || (IsChosen(measure) && (scope == AuditScope.Full || measure.Cost != Cost.ManyPasses));

    /// <summary>Whether a measure was asked for, whatever it costs.</summary>
    /// <param name="measure">The measure.</param>
    public bool IsChosen(Measure measure) => Words.IsEmpty || Words.Contains(measure.Id) || Words.Contains(MeasureFamily.Of(measure).Id);

    /// <summary>Whether a bound is computed.</summary>
    /// <param name="bound">The bound.</param>
    /// <param name="scope">How much is computed.</param>
    public bool Includes(Bound bound, AuditScope scope) => Words.Contains(bound.Id)
        || ((Words.IsEmpty || Words.Contains(Bounds)) && (scope == AuditScope.Full || !TakesManyPasses(bound)));

    /// <summary>Whether a bound searches with many passes over the data.</summary>
    /// <param name="bound">The bound.</param>
    public static bool TakesManyPasses(Bound bound) => bound.Id == "pacbayes-flatness.sampled";

    /// <summary>The error of a word that is neither measure nor bound nor family, with the nearest ones.</summary>
    /// <param name="word">The word.</param>
    public static Error Unknown(string word)
    {
        var near = Nearest.Of(word, MeasureTable.All.Map(static m => m.Id).Concat(BoundTable.All.Map(static b => b.Id)).Concat(MeasureFamily.All.Map(static f => f.Id)));
        return new Error.UnknownName("measure, bound or family", word, near.Count == 0
            ? "the families " + string.Join(", ", MeasureFamily.All.Map(static f => f.Id)) + " and bounds, and what 'measures list' prints"
            : string.Join(", ", near) + "; 'measures list' prints all");
    }

    private static bool IsKnown(string word) => word == Bounds || MeasureTable.Find(word).IsSome || BoundTable.Find(word).IsSome || MeasureFamily.All.Exists(f => f.Id == word);

    private static IEnumerable<string> Split(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            depth += i == text.Length ? 0 : text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (i < text.Length && (text[i] != ',' || depth > 0))
                continue;
            if (text[start..i].Trim() is { Length: > 0 } word)
                yield return word;
            start = i + 1;
        }
    }
}
