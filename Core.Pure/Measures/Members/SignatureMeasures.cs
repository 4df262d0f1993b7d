using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Margin signatures: distances to the decision boundary over the spread of a representation (2.10).</summary>
internal static class SignatureMeasures
{
    private static readonly string[] Names = ["lower-fence", "q1", "median", "q3", "upper-fence"];

    internal static IEnumerable<Entry> All => Names.Select(static (name, place) => Entry.Create(
        $"margin.signature.{name}", $"The {name.Replace('-', ' ')} of the distances of the examples to the decision boundary over the spread of the inputs; by layer over the spread of each representation.",
        "(f_y - f_j) / |grad (f_y - f_j)|_2 / sqrt(nu)", Direction.LargerIsSimpler, EntryValues.Nodewise | Invariances.GlobalScaling, Needs.Data, Cost.ManyPasses,
        "Regressions on these numbers predict the gap well within one family of networks; those of hidden layers change when units are rescaled one by one.", Works.Margins, f => Value(f, place)));

    private static MeasureValue Value(Facts facts, int place) => facts.Signatures.Map(signatures =>
    {
        var numbers = signatures.Map(s => s.Signature.Match(v => Number.Of(v[place]), static () => new Number.Undefined("No example has a distance in this representation.")));
        return new MeasureValue(
            numbers[0], Option<double>.None, Option<double>.None,
            numbers.Map((i, n) => (i == 0 ? "input" : facts.Network.Nodes[i - 1].Name, n)).ToArr(),
            signatures[0].Excluded == 0 ? "" : $"{signatures[0].Excluded} examples without a distance left out");
    }).Value();
}
