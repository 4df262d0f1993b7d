using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Distances from the initial weights (2.5).</summary>
internal static class DistanceMeasures
{
    internal static IEnumerable<Entry> All =>
    [
        Of("dist.fro-sq", "The squared Euclidean distance of the weights from their initial values.", "sum_k |W_k - W_k^0|_F^2",
            static f => f.Deviations.Map(d => EntryValues.Squares(Array.ConvertAll(d, w => f.Kernels.Norm(w.Span)))), Cost.Weights, Works.Exploring),
        Of("dist.spec-sq", "The sum of the squared spectral norms of the changes of the layers.", "sum_k sigma_max(W_k - W_k^0)^2",
            static f => f.DeviationSpectral.Map(EntryValues.Squares), Cost.Spectra, Works.Fantastic),
        Of("dist.l21.sum", "The sum over all units of the Euclidean norm of the change of their incoming weights.", "sum_k |W_k - W_k^0|_(2,1)",
            static f => f.Deviations.Map(static d => Array.ConvertAll(d, static w => GroupNorm.Of(w, 2, 1))), Cost.Weights, Works.SpectralMargin),
        Of("dist.l12.sum", "The sum over layers of the Euclidean norm over units of the l_1 norm of the change.", "sum_k |W_k - W_k^0|_(1,2)",
            static f => f.Deviations.Map(static d => Array.ConvertAll(d, static w => GroupNorm.Of(w, 1, 2))), Cost.Weights, Works.SpectralMargin),
        Entry.Create("overparam.2layer", "The capacity of two-layer networks near their start.", "|V|_F (|U - U_0|_F + sigma_max(U_0))", Direction.SmallerIsSimpler, EntryValues.Padding,
            Needs.Initialization, Cost.Spectra, "Falls with width in the experiments of its source, where other norms grow; two layers only.", Works.OverParametrization, TwoLayers),
    ];

    private static Entry Of(string id, string definition, string formula, Func<Facts, Either<string, double[]>> terms, Cost cost, Source source) => Entry.Create(
        id, definition, formula, Direction.SmallerIsSimpler, EntryValues.Padding, Needs.Initialization, cost,
        "Grows with the number of random labels fitted; changes under rescaling, so compare runs from one kind of initialization.", source,
        f => terms(f).Map(t => EntryValues.Sum(f, t)).Value());

    private static MeasureValue TwoLayers(Facts facts) => (
        from layers in facts.Layers
        from two in layers.Length == 2 ? LanguageExt.Prelude.Right<string, Matrix[]>(layers) : $"The network has {layers.Length} layers; this measure is for two."
        from d in facts.Deviations
        from start in SpectralNorm.Of(facts.Input.Initial.Match(p => p.MatrixOf(facts.Blocks[0]), () => two[0]), facts.Input.Numerics, facts.Input.Key.For("initial")).MapLeft(static e => e.Sentence)
        select MeasureValue.Of(facts.Kernels.Norm(two[1].Span) * (facts.Kernels.Norm(d[0].Span) + start.Value))).Value();
}
