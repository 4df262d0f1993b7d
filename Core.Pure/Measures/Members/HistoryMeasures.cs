using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The rows 62 to 65 of the table, which are about the training run: listed so that nobody looks for them, undefined wherever only weights are given.</summary>
internal static class HistoryMeasures
{
    internal static IEnumerable<Entry> All =>
    [
        Of("steps-to-0.1", "The number of steps until the training cross-entropy is 0.1.", "min t : L(w_t) <= 0.1"),
        Of("steps-0.1-to-0.01", "The number of steps from a training cross-entropy of 0.1 to one of 0.01.", "min t : L(w_t) <= 0.01, less min t : L(w_t) <= 0.1"),
        Of("gradient-noise-epoch-1", "The variance of the gradients of single examples after the first epoch.", "mean_i |g_i - mean g|^2 after epoch 1"),
        Of("gradient-noise-final", "The variance of the gradients of single examples at the end of training.", "mean_i |g_i - mean g|^2 at the end"),
    ];

    private static Entry Of(string name, string definition, string formula) => Entry.Create(
        "jiang." + name, definition, formula, Direction.SmallerIsSimpler, Invariances.None, Needs.History, Cost.Weights,
        "The speed of training ranked sweeps surprisingly well; it is a fact about a run, not about a network.", Works.Fantastic,
        static _ => MeasureValue.Undefined("The measure needs the history of the training run, which weights alone do not tell."));
}
