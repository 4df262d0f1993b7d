using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Spectral norms and what is made of them (2.2, 2.6).</summary>
internal static class SpectralMeasures
{
    internal static IEnumerable<Entry> All =>
    [
        Entry.Create("norm.spec.prod", "The product of the spectral norms of the layers, kernels reshaped.", "prod_k sigma_max(W_k)", Direction.SmallerIsSimpler, EntryValues.Layerwise,
            Needs.Weights, Cost.Spectra, "Over the margin it ranks solutions at fixed architecture well and architectures badly.", Works.SpectralMargin,
            static f => f.Spectral.Map(s => EntryValues.Product(f, s) with { Note = Note(f) }).Match(static v => v, why => Layers(f, why))),
        Entry.Create("spec.stable-rank-sum", "The sum of the stable ranks of the layers, kernels reshaped.", "sum_k |W_k|_F^2 / sigma_max(W_k)^2", Direction.SmallerIsSimpler,
            EntryValues.Layerwise | Invariances.GlobalScaling, Needs.Weights, Cost.Spectra, "Bounded by the ranks; barely tells true from random labels and ranks sweeps negatively.", Works.PacBayesSpectral,
            static f => (from s in f.SpectralOfBlocks from t in Ratios([.. f.Weights.Select(w => f.Kernels.Norm(w.Span))], Array.ConvertAll(s, static n => n.Value)) select EntryValues.Sum(f, EntryValues.Squares(t)) with { Note = Note(f) }).Value()),
        Complexity(true),
        Complexity(false),
        PacBayes(true),
        PacBayes(false),
    ];

    /// <summary>The quotients, or why they do not exist.</summary>
    internal static Either<string, double[]> Ratios(double[] numerators, double[] denominators)
    {
        for (var k = 0; k < denominators.Length; k++)
        {
            if (!(denominators[k] > 0))
                return $"Layer {k + 1} is zero, so a ratio over its spectral norm does not exist.";
        }

        return Prelude.Right<string, double[]>(numerators.Select((x, k) => x / denominators[k]).ToArray());
    }

    /// <summary>prod s_k (sum (b_k / s_k)^(2/3))^(3/2).</summary>
    internal static double Complexity(double[] b, double[] s) => Times(s, Power(b, s));

    // (sum (b_k / s_k)^(2/3))^(3/2).
    private static double Power(double[] b, double[] s)
    {
        var sum = 0.0;
        for (var k = 0; k < s.Length; k++)
        {
            var root = Math.Cbrt(b[k] / s[k]);
            sum += root * root;
        }

        return sum * Math.Sqrt(sum);
    }

    private static double Times(double[] s, double factor) => s.Aggregate(Networks.ScaledProduct.One, static (p, x) => p.Times(x)).Times(factor).Value;

    private static MeasureValue ProductTimes(double[] s, double factor) => EntryValues.WithLog(Times(s, factor), s.Sum(Elementary.Log) + Elementary.Log(factor));

    private static Entry Complexity(bool initial) => Entry.Create(
        $"spec.complexity({(initial ? "init" : "zero")})", $"The spectral complexity with {(initial ? "the initial weights" : "zero")} as reference.",
        "prod s_k (sum (|W_k - M_k|_(2,1) / s_k)^(2/3))^(3/2)", Direction.SmallerIsSimpler, EntryValues.Layerwise,
        initial ? Needs.Initialization : Needs.Weights, Cost.Spectra, "Over the margin it grows with the sample for random labels and little for true ones; as a bound it is vacuous, over architectures it ranks negatively.",
        Works.SpectralMargin, f => (
            from layers in f.Layers
            from s in f.Spectral
            from d in initial ? f.Deviations : Prelude.Right<string, Matrix[]>(layers)
            let b = Array.ConvertAll(d, static w => GroupNorm.Of(w, 2, 1))
            from ratios in Ratios(b, s)
            select ProductTimes(s, Power(b, s)) with { PerLayer = f.PerLayer(ratios), Note = Note(f) }).Value());

    private static Entry PacBayes(bool initial) => Entry.Create(
        $"spec.pacbayes({(initial ? "init" : "zero")})", $"The measure of the PAC-Bayes spectral bound with {(initial ? "the initial weights" : "zero")} as reference.",
        "prod s_k (sum |W_k - M_k|_F^2 / s_k^2)^(1/2)", Direction.SmallerIsSimpler, EntryValues.Layerwise,
        initial ? Needs.Initialization : Needs.Weights, Cost.Spectra, "Within d sqrt(h) of the spectral complexity and orders networks alike.",
        Works.PacBayesSpectral, f => (
            from layers in f.Layers
            from s in f.Spectral
            from d in initial ? f.Deviations : Prelude.Right<string, Matrix[]>(layers)
            from ratios in Ratios(Array.ConvertAll(d, w => f.Kernels.Norm(w.Span)), s)
            select ProductTimes(s, f.Kernels.Norm(ratios)) with { PerLayer = f.PerLayer(ratios), Note = Note(f) }).Value());

    /// <summary>How the spectral norms were found, in words.</summary>
    internal static string Note(Facts facts)
    {
        var kernels = facts.KernelNote;
        var iterated = facts.SpectralOfBlocks.Match(static s => s.Where(static n => n.Iterations > 0).ToArray(), static _ => []);
        var power = iterated.Length == 0 ? "" : $"{iterated.Length} layers by bidiagonalization, {iterated.Sum(static n => n.Iterations)} iterations{(iterated.All(static n => n.Converged) ? "" : ", not converged: lower estimates")}";
        return kernels.Length > 0 && power.Length > 0 ? kernels + "; " + power : kernels + power;
    }

    private static MeasureValue Layers(Facts facts, string why) => MeasureValue.Undefined(why) with
    {
        PerLayer = facts.SpectralOfBlocks.Match(s => facts.PerLayer(Array.ConvertAll(s, static n => n.Value)), static _ => Arr<(string, Number)>.Empty),
    };
}
