namespace Marginalia.Measures;

/// <summary>How a perturbation is scaled.</summary>
public enum NoiseKind
{
    /// <summary>The same size for every parameter.</summary>
    Isotropic,

    /// <summary>In proportion to the absolute value of the parameter, which rescaling of units passes through.</summary>
    Magnitude,
}
