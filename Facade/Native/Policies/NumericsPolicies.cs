using System.Globalization;
using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Native;

/// <summary>The numerics policies of this machine, ready to be handed to a plan or an objective.</summary>
/// <remarks>Each request makes new kernels, because kernels serve one thread at a time. Results never depend on the number of threads.</remarks>
public static class NumericsPolicies
{
    /// <summary>The words of the command line, in the order in which they are preferred.</summary>
    public static IReadOnlyList<string> Words { get; } = ["mkl", "portable"];

    /// <summary>How many threads a policy gets when nobody says: those of the machine, at most 8.</summary>
    public static int DefaultThreads => Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>Mkl where Intel MKL is found, else Portable; <see cref="Diagnosis"/> says why.</summary>
    /// <param name="threads">How many threads large products may use; absent for <see cref="DefaultThreads"/>.</param>
    public static NumericsPolicy Default(int? threads = null) =>
        NativeMkl.Discovery.Match(found => On(found.Library, threads ?? DefaultThreads), _ => Portable(threads ?? DefaultThreads));

    /// <summary>Our own kernels and MathNet's managed decompositions: the same bits on every machine.</summary>
    /// <param name="threads">How many threads large products may use, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one thread.</exception>
    public static NumericsPolicy Portable(int threads = 1) => new(PolicyKind.Portable, new PortableKernels(threads), MathNetDecompositions.Managed);

    /// <summary>Intel MKL for large products and for decompositions: the same bits on this machine with this MKL.</summary>
    /// <param name="threads">How many threads large products may use, at least 1; decompositions always use one.</param>
    /// <returns>Left <see cref="Error.Unsupported"/> when MKL is missing, with what to do.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one thread.</exception>
    public static Either<Error, NumericsPolicy> Mkl(int threads = 1) => NativeMkl.Discovery.Match(
        found => Right<Error, NumericsPolicy>(On(found.Library, threads)),
        static missing => Left<Error, NumericsPolicy>(
            new Error.Unsupported("The numerics policy 'mkl'", missing.Reason, $"{missing.Advice}, or choose 'portable'")));

    /// <summary>A policy by its word on the command line.</summary>
    /// <param name="word">"mkl" or "portable".</param>
    /// <param name="threads">How many threads, at least 1; absent for <see cref="DefaultThreads"/>.</param>
    /// <returns>Left when the word is unknown, MKL is missing or the number of threads is not positive.</returns>
    public static Either<Error, NumericsPolicy> Named(string word, int? threads = null)
    {
        var count = threads ?? DefaultThreads;
        if (count < 1)
            return new Error.ParameterDomain("threads", count.ToString(CultureInfo.InvariantCulture), "a whole number of at least 1");
        return word switch
        {
            "mkl" => Mkl(count),
            "portable" => Portable(count),
            _ => new Error.UnknownName("numerics policy", word, string.Join(", ", Words)),
        };
    }

    private static NumericsPolicy On(MklLibrary library, int threads) => new(
        PolicyKind.Mkl, new MklKernels(new PortableKernels(threads), library), new MathNetDecompositions(MklLinearAlgebraProvider.Instance, "mkl " + library.Version));
}
