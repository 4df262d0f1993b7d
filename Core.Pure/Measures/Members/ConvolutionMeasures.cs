using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Spectral norms of the true operators of the layers (2.3).</summary>
internal static class ConvolutionMeasures
{
    internal static IEnumerable<Entry> All =>
    [
        Of("conv.operator.prod", "The product of the spectral norms of the layers' true operators, padding and stride included.", "prod_k sigma_max(A_k)", static n => n.Operator.Value),
        Of("conv.operator-upper.prod", "The product of upper ends of the spectral norms of the layers' true operators: a number that may be printed as a bound.", "prod_k upper(sigma_max(A_k))", static n => n.Operator.Upper),
        Of("conv.circular.prod", "The product of the spectral norms of the layers with kernels read at circular padding and stride 1.", "prod_k max over frequencies of sigma_max", static n => n.Circular.OrNaN),
    ];

    private static Entry Of(string id, string definition, string formula, Func<ConvolutionNorms, double> norm) => Entry.Create(
        id, definition, formula, Direction.SmallerIsSimpler, EntryValues.Layerwise, Needs.Weights | Needs.Key, Cost.Spectra,
        "What a Lipschitz statement needs; published sweeps use reshaped kernels, whose norm is another number.", Works.SpectralMargin, f => Value(f, norm));

    private static MeasureValue Value(Facts facts, Func<ConvolutionNorms, double> norm) => facts.ChainProblem.Match(why => Layers(facts, norm, why), () => facts.Operators.Bind(operators =>
    {
        var factors = new double[operators.Length];
        for (var k = 0; k < factors.Length; k++)
        {
            factors[k] = operators[k].Match(norm, static s => s.Value);
            if (double.IsNaN(factors[k]))
                return Prelude.Left<string, MeasureValue>($"Layer {facts.Blocks[k].Name} has no such value (stride above 1, or too many channels at its resolution).");
        }

        var iterations = operators.Sum(static o => o.Match(static n => n.Operator.Iterations, static s => s.Iterations));
        return Prelude.Right<string, MeasureValue>(EntryValues.Product(facts, factors) with
        {
            Note = iterations == 0 ? "decompositions of unrolled operators" : $"{iterations} iterations of bidiagonalization in all; the value of an iteration is a lower estimate",
        });
    }).Value());

    // Where a product means nothing the layers still have their norms.
    private static MeasureValue Layers(Facts facts, Func<ConvolutionNorms, double> norm, string why) => MeasureValue.Undefined(why) with
    {
        PerLayer = facts.Operators.Match(o => facts.PerLayer(Array.ConvertAll(o, e => e.Match(norm, static s => s.Value))), static _ => Arr<(string, Number)>.Empty),
    };
}
