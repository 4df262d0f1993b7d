using LanguageExt;

namespace Marginalia.Numerics;

/// <summary>Upper ends of the largest singular value by squaring the Gram matrix again and again: <c>sigma^(2 m) &lt;= |G^m|_F</c>.</summary>
/// <remarks>
/// B. Delattre, Q. Barthelemy, A. Araujo, A. Allauzen, Efficient Bound of Lipschitz Constant for Convolutional Layers by Gram Iteration, arXiv:2305.16173;
/// docs/theory/capacity-and-path.md, 2.3. Every m = 2^j gives an upper end, too large by at most <c>n^(1/(4 m))</c> for n rows; a decomposition would take ten times as long.
/// </remarks>
public static class GramIteration
{
    private const int Squarings = 10;

    /// <summary>A number that the largest singular value does not exceed, round-off included.</summary>
    /// <param name="kernels">What multiplies.</param>
    /// <param name="a">Any shape; the time grows with the cube of its smaller side.</param>
    /// <param name="enough">Squaring ends when the bound falls by less than this fraction.</param>
    /// <returns>0 for a zero matrix; an error for one that is not finite.</returns>
    public static Either<Error, double> Upper(Kernels kernels, Matrix a, double enough = 1e-3) => Upper(kernels, a.Span, a.Rows, enough, new SpectralRoom());

    /// <summary>The same of a matrix in row-major order, with room that several requests share.</summary>
    internal static Either<Error, double> Upper(Kernels kernels, ReadOnlySpan<double> a, int rows, double enough, SpectralRoom room)
    {
        var columns = rows == 0 ? 0 : a.Length / rows;
        var (size, tall) = (Math.Min(rows, columns), rows > columns);
        var norm = kernels.Norm(a);
        if (!double.IsFinite(norm))
            return new Error.NonFinite("The matrix of a spectral norm", norm, "its Frobenius norm");
        if (norm == 0)
            return 0.0;

        // By a power of two, which rounds nothing; only where squares would leave the range.
        var shift = Math.Abs(Math.ILogB(norm)) > 300 ? Math.ILogB(norm) : 0;
        var scaled = shift == 0 ? a : Scaled(a, -shift);
        Span<double> gram = room.Gram(size * size).Span, square = room.Square(size * size).Span;
        kernels.Multiply(
            tall ? new Product(size, size, rows, TransposeA: true) : new Product(size, size, columns, TransposeB: true), scaled, scaled, gram);
        var (bound, known) = (1.0, double.PositiveInfinity);
        for (var j = 0; ; j++)
        {
            var length = kernels.Norm(gram);
            bound *= Root(length, j + 1);
            if (j == Squarings || bound > known * (1 - enough))
                break;
            known = bound;
            foreach (ref var g in gram)
                g /= length;
            kernels.Multiply(new Product(size, size, size, TransposeB: true), gram, gram, square);
            var former = gram;
            gram = square;
            square = former;
        }

        // A product of inner length k moves the largest eigenvalue by at most k 2^-53 of the squared Frobenius norm, which is at most size times that eigenvalue squared.
        var roundOff = ((double)size * (Math.Max(rows, columns) + size)) * Math.ScaleB(1, -52);
        return Math.ScaleB(Math.Min(bound, known) * (1 + roundOff), shift);
    }

    private static ReadOnlySpan<double> Scaled(ReadOnlySpan<double> entries, int shift)
    {
        var scaled = entries.ToArray();
        foreach (ref var w in scaled.AsSpan())
            w = Math.ScaleB(w, shift);
        return scaled;
    }

    // x^(1/2^j).
    private static double Root(double x, int j)
    {
        for (; j > 0; j--)
            x = Math.Sqrt(x);
        return x;
    }
}
