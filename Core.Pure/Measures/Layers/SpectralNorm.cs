using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>The largest singular value of a matrix with how it was found.</summary>
/// <param name="Value">The value, or the lower estimate of an iteration.</param>
/// <param name="Upper">A number that it does not exceed.</param>
/// <param name="Iterations">0 for a decomposition.</param>
/// <param name="Converged">False when the iteration reached its cap.</param>
public sealed record SpectralNorm(double Value, double Upper, int Iterations, bool Converged)
{
    /// <summary>The largest smaller dimension for which a decomposition is used.</summary>
    public const int DecompositionLimit = 512;

    // Sums of squares of entries up to 2 to this power stay far inside the range of doubles.
    private const int SafeExponent = 300;

    // Up to this smaller dimension an upper end by squaring takes seconds at most; beyond it the Frobenius norm has to do.
    private const int SquaringLimit = 2048;

    /// <summary>The spectral norm: by a decomposition up to a smaller dimension of 512, else by bidiagonalizations from two starts.</summary>
    /// <param name="matrix">Any shape.</param>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="key">Draws the starts.</param>
    /// <returns>An error when the matrix is not finite.</returns>
    public static Either<Error, SpectralNorm> Of(Matrix matrix, NumericsPolicy numerics, Key key) => Of(matrix, numerics, key, new SpectralRoom());

    /// <summary>The same with room that several requests share.</summary>
    internal static Either<Error, SpectralNorm> Of(Matrix matrix, NumericsPolicy numerics, Key key, SpectralRoom room)
    {
        if (Math.Min(matrix.Rows, matrix.Columns) <= DecompositionLimit)
        {
            return Math.Min(matrix.Rows, matrix.Columns) >= 64 && Math.Max(matrix.Rows, matrix.Columns) > 2 * Math.Min(matrix.Rows, matrix.Columns)
                ? OfOblong(matrix, numerics)
                : numerics.Decompositions.SingularValues(matrix).Map(static values => new SpectralNorm(values[0], values[0], 0, true));
        }

        return from found in Of(RectangularOperator.Of(numerics.Kernels, matrix), numerics.Kernels.Norm(matrix.Span), numerics, key, 1e-10, 2000, room)
               from upper in Math.Min(matrix.Rows, matrix.Columns) <= SquaringLimit ? GramIteration.Upper(numerics.Kernels, matrix.Span, matrix.Rows, 1e-3, room) : found.Upper
               select found with { Upper = Math.Max(found.Value, Math.Min(found.Upper, upper)) };
    }

    /// <summary>The spectral norm of an operator by bidiagonalizations from two drawn starts, the larger of the two.</summary>
    /// <param name="a">The operator.</param>
    /// <param name="frobeniusNorm">Its Frobenius norm, for the upper end.</param>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="key">Draws the starts.</param>
    /// <param name="tolerance">The relative radius at which an iteration stops.</param>
    /// <param name="cap">The largest number of iterations of each start.</param>
    /// <returns>An error when a product is not finite.</returns>
    public static Either<Error, SpectralNorm> Of(
        RectangularOperator a, double frobeniusNorm, NumericsPolicy numerics, Key key, double tolerance = 1e-10, int cap = 2000) =>
        Of(a, frobeniusNorm, numerics, key, tolerance, cap, new SpectralRoom());

    /// <summary>The same with room that several requests share.</summary>
    internal static Either<Error, SpectralNorm> Of(RectangularOperator a, double frobeniusNorm, NumericsPolicy numerics, Key key, double tolerance, int cap, SpectralRoom room)
    {
        return from first in Bidiagonalization.LargestSingularValue(numerics, a, Start(a.Columns, key, 0), tolerance, cap, room)
               from second in Bidiagonalization.LargestSingularValue(numerics, a, Start(a.Columns, key, 1), tolerance, cap, room)
               let best = first.Value >= second.Value ? first : second
               select new SpectralNorm(
                   best.Value,
                   Math.Max(best.Value, Math.Min(first.Upper(frobeniusNorm), second.Upper(frobeniusNorm))),
                   first.Iterations + second.Iterations,
                   best.Outcome == PowerIterationOutcome.Converged);
    }

    // A kernel is much longer than high. The largest eigenvalue of the smaller Gram matrix is as accurate as the singular value, and takes a tenth of the time;
    // a matrix of extreme entries is scaled by a power of two first, so that squares stay in range.
    private static Either<Error, SpectralNorm> OfOblong(Matrix matrix, NumericsPolicy numerics)
    {
        var largest = GroupNorm.Vector(matrix.Span, double.PositiveInfinity);
        if (!(largest > 0) || !double.IsFinite(largest))
            return numerics.Decompositions.SingularValues(matrix).Map(static values => new SpectralNorm(values[0], values[0], 0, true));
        var shift = Math.ILogB(largest) is var exponent && Math.Abs(exponent) > SafeExponent ? exponent : 0;
        var (size, tall) = (Math.Min(matrix.Rows, matrix.Columns), matrix.Rows > matrix.Columns);
        var scaled = shift == 0 ? matrix : Scaled(matrix, -shift);
        var product = tall ? new Product(size, size, matrix.Rows, TransposeA: true) : new Product(size, size, matrix.Columns, TransposeB: true);
        var gram = Matrix.Build(size, size, target => numerics.Kernels.Multiply(product, scaled.Span, scaled.Span, target));
        return numerics.Decompositions.SymmetricEigen(gram).Map(eigen => Math.ScaleB(Math.Sqrt(eigen.Values[size - 1]), shift)).Map(static value => new SpectralNorm(value, value, 0, true));
    }

    private static Matrix Scaled(Matrix matrix, int shift) => Matrix.Build(matrix.Rows, matrix.Columns, target =>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = Math.ScaleB(matrix.Span[i], shift);
    });

    private static double[] Start(int length, Key key, long index)
    {
        var start = new double[length];
        Draws.Gaussian(key.For("spectral").At(index), RandomStream.Measurement, 0, start);
        return start;
    }
}
