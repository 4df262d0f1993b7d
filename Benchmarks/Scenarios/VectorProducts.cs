using System.Runtime.InteropServices;
using Marginalia.Native;
using Marginalia.Numerics;

namespace Marginalia.Benchmarks;

/// <summary>Matrices times vectors: ours under the Portable policy against Intel MKL's own entry point, where it is found.</summary>
internal static unsafe class VectorProducts
{
    internal static Scenario Scenario { get; } = new(
        "vectors", "What does a matrix times a vector cost over Intel MKL's, along rows and along columns?", Variants);

    private static IReadOnlyList<Variant> Variants() =>
        [.. from size in new[] { 64, 256, 1024 } from turned in new[] { false, true } from variant in Pair(size, turned) select variant];

    private static IEnumerable<Variant> Pair(int size, bool turned)
    {
        var name = $"{size} x {size} {(turned ? "transposed " : "")}times a vector";
        var kernels = NumericsPolicy.Portable().Kernels;
        var (a, x, y) = (Numbers(size * size), Numbers(size), new double[size]);
        var product = new Product(size, 1, size, TransposeA: turned);
        var mkl = Mkl(size, turned, a, x);
        if (mkl is not null)
            yield return Variant.Of($"{name}, mkl", mkl);
        yield return Variant.Of($"{name}, ours", () => kernels.Multiply(product, a, x, y)) with { Over = mkl is null ? null : $"{name}, mkl" };
    }

    /// <summary>The house has no use for MKL's product with a vector, so it is looked up here.</summary>
    private static Action? Mkl(int size, bool turned, double[] a, double[] x)
    {
        if (NativeMkl.Discovery is not MklDiscovery.Found found || !NativeLibrary.TryLoad(found.Library.Path, out var handle))
            return null;
        var multiply = (delegate* unmanaged<int, int, int, int, double, double*, int, double*, int, double, double*, int, void>)NativeLibrary.GetExport(handle, "cblas_dgemv");
        var y = new double[size];
        return () =>
        {
            fixed (double* pa = a, px = x, py = y)
                multiply(101, turned ? 112 : 111, size, size, 1, pa, size, px, 1, 0, py, 1);
        };
    }

    private static double[] Numbers(int count)
    {
        var numbers = new double[count];
        Draws.Gaussian(new Key(5), RandomStream.Data, 0, numbers);
        return numbers;
    }
}
