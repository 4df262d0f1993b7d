using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>A row of the table of Fantastic Generalization Measures.</summary>
/// <param name="Id">The name there; rows that are stored as logarithms begin with "log-".</param>
/// <param name="Raw">The raw value, or its natural logarithm.</param>
/// <param name="Adjusted">What is ranked: <c>sqrt(raw / m)</c>, or <c>(raw - ln m) / 2</c> for logarithms; the negative entropy as it is.</param>
public sealed record FantasticRow(string Id, Number Raw, Number Adjusted);

/// <summary>The table of Fantastic Generalization Measures, weights only.</summary>
/// <remarks>Jiang et al., arXiv:1912.02178; docs/theory/capacity-and-path.md, 2.13.</remarks>
public static class FantasticTable
{
    /// <summary>All rows that need no training history and no search.</summary>
    /// <param name="input">What is measured; without data m is unknown and every adjusted value undefined.</param>
    public static Arr<FantasticRow> Of(MeasureInput input)
    {
        var facts = new Facts(input);
        return JiangMeasures.Rows.Map(row =>
        {
            var raw = row.Raw(facts).Match(static v => Number.Of(v), static why => new Number.Undefined(why));
            return new FantasticRow((row.IsLog ? "log-" : "") + row.Id, raw, row.IsRanked ? Adjusted(raw, row.IsLog, facts) : raw);
        }).ToArr();
    }

    private static Number Adjusted(Number raw, bool isLog, Facts facts) => raw.Match(
        value => facts.Data.Match(
            data => Number.Of(isLog ? (value - Elementary.Log(data.Count)) / 2 : Math.Sqrt(value / data.Count)),
            static why => new Number.Undefined(why)),
        static why => new Number.Undefined(why));
}
