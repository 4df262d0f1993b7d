using Marginalia.Measures;

namespace Marginalia.Audits;

/// <summary>The traits of measures in words, for tables, help and reports.</summary>
public static class MeasureWords
{
    private static readonly (Invariances Flag, string Letter, string Words)[] Table =
    [
        (Invariances.NodeRescaling, "N", "rescaling a hidden unit (incoming weights times c, outgoing ones divided by c)"),
        (Invariances.LayerRescaling, "L", "rescaling whole layers against each other"),
        (Invariances.UnitPermutation, "P", "permuting hidden units"),
        (Invariances.ZeroPadding, "Z", "appending hidden units whose weights are zero"),
        (Invariances.GlobalScaling, "G", "multiplying all weights by one factor, in networks without biases"),
    ];

    /// <summary>What the letters of <see cref="Letters"/> mean, one sentence each.</summary>
    public static LanguageExt.Arr<(string Letter, string Words)> Legend { get; } = LanguageExt.Prelude.toArray(Table.Select(static t => (t.Letter, t.Words)));

    /// <summary>The claimed invariances as letters: "N L P Z".</summary>
    /// <param name="invariances">The claims.</param>
    public static string Letters(Invariances invariances) => string.Join(' ', Table.Where(t => invariances.HasFlag(t.Flag)).Select(static t => t.Letter));

    /// <summary>The claimed invariances as a clause.</summary>
    /// <param name="invariances">The claims.</param>
    public static string Sentence(Invariances invariances)
    {
        var words = Table.Where(t => invariances.HasFlag(t.Flag)).Select(static t => t.Words).ToArray();
        return words.Length == 0 ? "none claimed" : "does not change under " + string.Join("; ", words);
    }

    /// <summary>Which way the measure points, in words.</summary>
    /// <param name="direction">The direction.</param>
    public static string Of(Direction direction) => direction switch
    {
        Direction.SmallerIsSimpler => "smaller is simpler",
        Direction.LargerIsSimpler => "larger is simpler",
        _ => "descriptive",
    };

    /// <summary>What it needs, in words.</summary>
    /// <param name="needs">The needs.</param>
    public static string Of(Needs needs) => string.Join(", ", new[]
    {
        "weights", needs.HasFlag(Needs.Data) ? "data" : "", needs.HasFlag(Needs.Initialization) ? "initial weights" : "", needs.HasFlag(Needs.Key) ? "key" : "", needs.HasFlag(Needs.History) ? "training history" : "",
    }.Where(static w => w.Length > 0));

    /// <summary>How its time grows, in words.</summary>
    /// <param name="cost">The cost.</param>
    public static string Of(Cost cost) => cost switch
    {
        Cost.Weights => "a pass over the weights",
        Cost.Spectra => "spectra of the layers",
        Cost.Data => "a pass over the data",
        _ => "many passes over the data (--full)",
    };
}
