using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Marginalia.Native;

/// <summary>A MathNet provider on Intel MKL: products, LU, Cholesky, QR, SVD and symmetric eigenvalues of double matrices run on MKL, all else on MathNet's managed code.</summary>
/// <remarks>
/// Arrays are column-major as everywhere in MathNet, and shapes are checked before a native call. One thread, conditional numerical
/// reproducibility on: the same bits on the same machine and MKL version. Safe to use from any thread.
/// </remarks>
public sealed partial class MklLinearAlgebraProvider
    : ILinearAlgebraProvider, IForwardingProvider<double>, IForwardingProvider<float>, IForwardingProvider<Complex>, IForwardingProvider<Complex32>
{
    private MklLinearAlgebraProvider() { }

    /// <summary>The one instance; usable when <see cref="NativeMkl.IsAvailable"/> is true.</summary>
    public static MklLinearAlgebraProvider Instance { get; } = new();

    /// <summary>Whether Intel MKL was found in this process.</summary>
    public bool IsAvailable() => NativeMkl.IsAvailable;

    /// <summary>Finds and loads MKL.</summary>
    /// <exception cref="NotSupportedException">MKL is missing; the message says how to get it.</exception>
    public void InitializeVerify()
    {
        if (NativeMkl.Discovery is MklDiscovery.Missing missing)
            throw new NotSupportedException(missing.Sentence);
    }

    /// <summary>Does nothing: the library stays loaded until the process ends.</summary>
    public void FreeResources() { }

    /// <summary>The name and version, for instance "Intel MKL 2020.0.4 (Marginalia)".</summary>
    public override string ToString() =>
        NativeMkl.Discovery.Match(static found => $"Intel MKL {found.Library.Version} (Marginalia)", static _ => "Intel MKL (missing)");

    private static void Require(bool fits, string what)
    {
        if (!fits)
            throw new ArgumentException(what);
    }

    private static void RequireLength(double[] array, long length, string name)
    {
        ArgumentNullException.ThrowIfNull(array, name);
        if (array.Length < length)
            throw new ArgumentException($"The array has {array.Length} entries but the shape needs {length}.", name);
    }

    /// <summary>A negative code names an argument, which after the checks above means NaN among the entries.</summary>
    private static void RequireAccepted(int code, string what)
    {
        if (code < 0)
            throw new ArgumentException($"{what} refused its argument {-code}; look for NaN among the entries.");
    }
}
