using Marginalia.Theory;

namespace Marginalia.Studies;

/// <summary>The spectrum of one network of <see cref="ConstrainedSpectrum"/>.</summary>
/// <param name="Sizes">The widths of the network.</param>
/// <param name="Origin">How the point was found.</param>
/// <param name="Spectrum">What was measured there.</param>
internal sealed record NetworkSpectrum(int[] Sizes, string Origin, SphereSpectrum Spectrum)
{
    internal string Name => string.Join("-", Sizes);

    /// <summary>Rotations of the hidden spaces.</summary>
    internal int ExpectedZeroModes => Sizes[1..^1].Sum(static h => h - 1);
}
