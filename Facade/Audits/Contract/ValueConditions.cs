using LanguageExt;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>What a number depends on besides the network, as far as it matters for this number: numbers that differ in it cannot be compared.</summary>
/// <param name="All">
/// Names and texts, only of what matters: <c>examples</c> and <c>data</c> (how many examples, and their fingerprint), <c>margin</c> (the margin that is meant or divided by), <c>kernels</c>
/// ("reshaped", "operator" or "circular"), <c>reference</c> ("initial", "zero" or "none") and <c>referenceHash</c>, <c>delta</c>, <c>shape</c>.
/// </param>
/// <remarks>docs/theory/capacity-and-path.md, 2.3 and 2.13.</remarks>
public sealed record ValueConditions(Arr<(string Name, string Text)> All)
{
    // The fingerprint of the initial weights is told and refuses nothing: every run begins somewhere else.
    private static readonly Arr<(string Name, string Words)> Deciding = Array(
        ("examples", "the number of examples"), ("data", "the fingerprint of the data"), ("margin", "the margin"), ("kernels", "the form of kernels"),
        ("reference", "the reference weights"), ("delta", "delta"), ("shape", "the shape"));

    /// <summary>Nothing but the weights matters.</summary>
    public static ValueConditions None { get; } = new(Arr<(string, string)>.Empty);

    /// <summary>The text of a condition; none when it does not matter.</summary>
    /// <param name="name">For instance "margin".</param>
    public Option<string> Text(string name) => All.Find(c => c.Name == name).Map(static c => c.Text);

    /// <summary>In what two numbers differ so that they cannot be compared, with both texts; none when they can be.</summary>
    /// <param name="other">The conditions of the other number.</param>
    /// <param name="here">The words for this one: "now".</param>
    /// <param name="there">The words for the other one: "before".</param>
    public Option<string> Conflict(ValueConditions other, string here, string there)
    {
        var differing = Deciding.Filter(d => Text(d.Name) != other.Text(d.Name));
        // Another number of examples is other data; once is enough.
        var told = differing.Exists(static d => d.Name == "examples") ? differing.Filter(static d => d.Name != "data") : differing;
        return told.IsEmpty ? Option<string>.None : string.Join("; ", told.Map(d => $"{d.Words} is {Shown(d.Name)} {here} and {other.Shown(d.Name)} {there}"))
            .Replace("weights is", "weights are", StringComparison.Ordinal);
    }

    private string Shown(string name) => Text(name).Map(static t => t.Length > 16 ? t[..12] + "..." : t).IfNone("none");
}
