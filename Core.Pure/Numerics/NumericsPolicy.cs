namespace Marginalia.Numerics;

/// <summary>Which promise the numbers of a run carry.</summary>
public enum PolicyKind
{
    /// <summary>Own kernels only: the same bits on every x64 machine, instruction set and thread count.</summary>
    Portable,

    /// <summary>Intel MKL above a measured crossover: the same bits on the same machine and MKL version.</summary>
    Mkl,
}

/// <summary>The arithmetic of a run as an explicit value: kernels and decompositions, carried by the plan or the objective.</summary>
/// <param name="Kind">The promise.</param>
/// <param name="Kernels">Products and reductions.</param>
/// <param name="Decompositions">Dense decompositions.</param>
/// <remarks>Nothing in the core reads an ambient provider. The design calls this value <c>Numerics</c>; the namespace already bears that name.</remarks>
public sealed record NumericsPolicy(PolicyKind Kind, Kernels Kernels, Decompositions Decompositions)
{
    /// <summary>The portable policy: own kernels and MathNet's managed decompositions, the same bits on every machine.</summary>
    /// <param name="threads">How many threads a large product may use; the results do not depend on it.</param>
    public static NumericsPolicy Portable(int threads = 1) => new(PolicyKind.Portable, new PortableKernels(threads), MathNetDecompositions.Managed);

    /// <summary>The word used on the command line and in records: portable or mkl.</summary>
    public string Word => Kind == PolicyKind.Portable ? "portable" : "mkl";
}
