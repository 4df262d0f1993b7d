using Marginalia.Numerics;

namespace Marginalia.Native;

/// <summary>From which size on a product goes to MKL; a function of the shape alone, so that equal shapes always give equal bits.</summary>
internal static class MklCrossover
{
    /// <summary>Measured: below about 128 x 128 x 128 MKL's dispatch costs more than its kernels save.</summary>
    private const long Multiplications = 128L * 128 * 128;

    /// <summary>Thinner products are bound by memory, and our own kernels need no packing for them.</summary>
    private const int Thinnest = 8;

    internal static bool UsesMkl(in Product product) =>
        Math.Min(product.Rows, Math.Min(product.Columns, product.Inner)) >= Thinnest
        && (long)product.Rows * product.Columns * product.Inner >= Multiplications
        && product.Scale != 0;
}
