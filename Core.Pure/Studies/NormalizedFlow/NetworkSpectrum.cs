using Marginalia.Theory;

namespace Marginalia.Studies;

/// <summary>The spectrum of one network of <see cref="ConstrainedSpectrum"/>.</summary>
/// <param name="Sizes">The widths of the network.</param>
/// <param name="Origin">How the point was found.</param>
/// <param name="Spectrum">What was measured there.</param>
internal sealed record NetworkSpectrum(int[] Sizes, string Origin, SphereSpectrum Spectrum)
{
    internal string Name => string.Join("-", Sizes);

    /// <summary>The largest difference of the eigenvalues, each over rho R_V of its point, in ascending order.</summary>
    internal double Difference(NetworkSpectrum other) => Enumerable.Range(0, Spectrum.Eigenvalues.Length)
        .Max(i => Math.Abs((Spectrum.Eigenvalues[i] / Spectrum.RadialSum) - (other.Spectrum.Eigenvalues[i] / other.Spectrum.RadialSum)));

    /// <summary>Rotations of the hidden spaces.</summary>
    internal int ExpectedZeroModes => Sizes[1..^1].Sum(static h => h - 1);
}
