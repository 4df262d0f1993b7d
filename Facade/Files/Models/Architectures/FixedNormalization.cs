using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>A batch normalization with fixed statistics as a scale and a shift for each channel.</summary>
/// <remarks>scale = gamma / sqrt(variance + epsilon), shift = beta - scale mean; docs/theory/capacity-and-path.md, 1.1.</remarks>
internal sealed record FixedNormalization(
    string Source, string Node, double Epsilon, int Channels, BlockSource? Gamma, BlockSource? Beta, BlockSource Mean, BlockSource Variance)
{
    public BlockSource Scale => new((Gamma ?? Variance).Stored, () =>
    {
        var (scale, variance) = (Gamma?.Load() ?? [.. Enumerable.Repeat(1.0, Channels)], Variance.Load());
        for (var c = 0; c < scale.Length; c++)
            scale[c] = variance[c] + Epsilon > 0
                ? scale[c] / Math.Sqrt(variance[c] + Epsilon)
                : throw new FileFault(new Error.ParameterDomain(FileFault.Clean($"{Source}: the variance of channel {c} of node '{Node}'"), FormattableString.Invariant($"{variance[c]:R}"), "a variance that with epsilon added is positive"));
        return scale;
    });

    public BlockSource Shift => new((Beta ?? Mean).Stored, () =>
    {
        var (shift, scale, mean) = (Beta?.Load() ?? new double[Channels], Scale.Load(), Mean.Load());
        for (var c = 0; c < shift.Length; c++)
            shift[c] -= scale[c] * mean[c];
        return shift;
    });
}
