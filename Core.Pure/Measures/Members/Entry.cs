using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>A measure together with its form that shares facts with the other measures of one evaluation.</summary>
internal sealed record Entry(Measure Measure, Func<Facts, MeasureValue> Of)
{
    internal static Entry Create(
        string id,
        string definition,
        string formula,
        Direction direction,
        Invariances invariances,
        Needs needs,
        Cost cost,
        string evidence,
        Source source,
        Func<Facts, MeasureValue> of) =>
        new(new(id, definition, formula, direction, invariances, needs, cost, evidence, source, input => of(new Facts(input))), of);
}

/// <summary>Short forms for the members of the table.</summary>
internal static class EntryValues
{
    internal const Invariances Permutation = Invariances.UnitPermutation;
    internal const Invariances Padding = Invariances.UnitPermutation | Invariances.ZeroPadding;
    internal const Invariances Layerwise = Padding | Invariances.LayerRescaling;
    internal const Invariances Nodewise = Layerwise | Invariances.NodeRescaling;

    internal static MeasureValue Number(this Either<string, double> value) => value.Match(MeasureValue.Of, MeasureValue.Undefined);

    internal static MeasureValue Value(this Either<string, MeasureValue> value) => value.Match(static v => v, MeasureValue.Undefined);

    /// <summary>A nonnegative number given by its logarithm as well.</summary>
    internal static MeasureValue WithLog(double value, double log) => MeasureValue.Of(value) with { Log = log };

    /// <summary>The product of factors, its logarithm as a sum of logarithms, and the factors by layer.</summary>
    internal static MeasureValue Product(Facts facts, double[] factors) => Product(factors) with { PerLayer = facts.PerLayer(factors), Note = facts.KernelNote };

    internal static MeasureValue Product(double[] factors)
    {
        var (product, log) = (Networks.ScaledProduct.One, 0.0);
        foreach (var factor in factors)
        {
            product = product.Times(factor);
            log += Elementary.Log(factor);
        }

        return WithLog(product.Value, log);
    }

    internal static MeasureValue Sum(Facts facts, double[] terms) => Sum(terms) with { PerLayer = facts.PerLayer(terms), Note = facts.KernelNote };

    internal static MeasureValue Sum(double[] terms)
    {
        var sum = 0.0;
        foreach (var term in terms)
            sum += term;
        return MeasureValue.Of(sum);
    }

    /// <summary>Notes one after the other.</summary>
    internal static string Notes(params string[] notes) => string.Join("; ", notes.Where(static n => n.Length > 0));

    internal static double[] Squares(double[] x) => Array.ConvertAll(x, static e => e * e);

    internal static string Text(double p) => double.IsPositiveInfinity(p) ? "inf" : FormattableString.Invariant($"{p:R}");
}
