using Marginalia.Numerics;

namespace Marginalia.Native;

/// <summary>From which size on a product goes to MKL, and in how many slices; functions of the shape and of the instruction sets alone, so that equal shapes always give equal bits on one machine.</summary>
internal static class MklCrossover
{
    /// <summary>
    /// Measured with MKL 2020.4, one thread, MKL's time over ours: 2 to 3.7 up to 64 x 64 x 64, and with both on AVX2 1.04 to 1.17 from 256 to
    /// 384, level within the noise of measurement beyond. From here on MKL costs nothing where it has vectors as wide as ours.
    /// </summary>
    internal const long WhereEquallyWide = 1L << 25;

    /// <summary>Where our kernels run on AVX-512 and MKL does not, it takes 2 to 2.8 times our time at 512 x 512 x 512 and beyond: no product goes there.</summary>
    internal const long WhereOursAreWider = long.MaxValue;

    /// <summary>Thinner products are bound by memory, and our own kernels need no packing for them.</summary>
    private const int Thinnest = 8;

    /// <summary>Multiplications that are worth a slice of their own.</summary>
    private const long Slice = 1L << 24;

    private const int MostSlices = 8;

    /// <summary>The number of multiplications from which on MKL multiplies.</summary>
    /// <param name="branch">The branch that MKL takes on this processor.</param>
    /// <param name="oursAreWide">Whether our kernels run on AVX-512.</param>
    internal static long From(string branch, bool oursAreWide) =>
        oursAreWide && !branch.StartsWith("AVX-512", StringComparison.Ordinal) ? WhereOursAreWider : WhereEquallyWide;

    internal static bool UsesMkl(in Product product, long from) =>
        Math.Min(product.Rows, Math.Min(product.Columns, product.Inner)) >= Thinnest
        && Work(product) >= from
        && product.Scale != 0;

    /// <summary>How many slices of its longer side a product is cut into, whatever the number of threads.</summary>
    internal static int Slices(in Product product) => (int)Math.Clamp(Work(product) / Slice, 1, Math.Min(MostSlices, Math.Max(product.Rows, product.Columns)));

    private static long Work(in Product product) => (long)product.Rows * product.Columns * product.Inner;
}
