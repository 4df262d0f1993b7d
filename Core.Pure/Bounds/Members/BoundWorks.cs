using Marginalia.Numerics;

namespace Marginalia.Bounds;

/// <summary>The works that the bounds come from.</summary>
internal static class BoundWorks
{
    private const string Here = "docs/theory/capacity-and-path.md, 2.12";

    internal static Source NormBased { get; } = new("Neyshabur, Tomioka, Srebro", "Norm-Based Capacity Control in Neural Networks", "arXiv:1503.00036", Here);

    internal static Source SizeIndependent { get; } = new("Golowich, Rakhlin, Shamir", "Size-Independent Sample Complexity of Neural Networks", "arXiv:1712.06541", Here);

    internal static Source SpectralMargin { get; } = new("Bartlett, Foster, Telgarsky", "Spectrally-Normalized Margin Bounds for Neural Networks", "arXiv:1706.08498", Here);

    internal static Source PacBayesSpectral { get; } = new("Neyshabur, Bhojanapalli, Srebro", "A PAC-Bayesian Approach to Spectrally-Normalized Margin Bounds for Neural Networks", "arXiv:1707.09564", Here);
}
