using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>The table of samplers.</summary>
public static class Samplers
{
    /// <summary>Every sampler.</summary>
    public static Family<Sampler> All { get; } = new(
        "sampler",
        Array(FullBatch.Row, WithReplacement.Row, WithoutReplacement.Row, Epochs.Row),
        static s => s.Errors(int.MaxValue));

    /// <summary>Reads a sampler: "full", "epochs(32)"; that it fits the data is checked by the plan.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The sampler, or every error.</returns>
    public static Validation<Error, Sampler> Parse(string text) => All.Parse(text);
}
