namespace Marginalia.Numerics;

/// <summary>What a random draw is for; part of its address, so draws for different purposes never meet.</summary>
/// <remarks>docs/theory/conventions.md, section 5, rule 2.</remarks>
public enum RandomStream : uint
{
    /// <summary>Initial weights.</summary>
    Initialization = 0,

    /// <summary>Indices of a batch.</summary>
    BatchIndex = 1,

    /// <summary>Label noise.</summary>
    LabelNoise = 2,

    /// <summary>Noise on parameters or gradients.</summary>
    ParameterNoise = 3,

    /// <summary>Synthetic data.</summary>
    Data = 4,

    /// <summary>Permutations and splits.</summary>
    Permutation = 5,

    /// <summary>Perturbations, probe vectors, signs and Monte Carlo of measurements.</summary>
    Measurement = 6,
}
