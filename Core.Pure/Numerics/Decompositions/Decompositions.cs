using LanguageExt;

namespace Marginalia.Numerics;

/// <summary>A singular value decomposition <c>A = U diag(S) V^T</c>.</summary>
/// <param name="Left">U, rows x r.</param>
/// <param name="Values">S, descending, r = min(rows, columns).</param>
/// <param name="RightTransposed">V^T, r x columns.</param>
public sealed record SingularValueDecomposition(Matrix Left, Vector Values, Matrix RightTransposed);

/// <summary>The eigenvalues and eigenvectors of a symmetric matrix.</summary>
/// <param name="Values">Ascending.</param>
/// <param name="Vectors">Orthonormal, one eigenvector per column, in the order of the values.</param>
public sealed record SymmetricEigenDecomposition(Vector Values, Matrix Vectors);

/// <summary>The dense decompositions of a numerics policy.</summary>
/// <remarks>Every request checks that its input is finite; a decomposition that does not converge is an <see cref="Error"/>.</remarks>
public abstract class Decompositions
{
    /// <summary>A short name for records and reports.</summary>
    public abstract string Name { get; }

    /// <summary>The thin singular value decomposition.</summary>
    /// <param name="a">Any shape with at least one row and column.</param>
    public abstract Either<Error, SingularValueDecomposition> Svd(Matrix a);

    /// <summary>The singular values alone, descending.</summary>
    /// <param name="a">Any shape with at least one row and column.</param>
    public abstract Either<Error, Vector> SingularValues(Matrix a);

    /// <summary>Eigenvalues and eigenvectors of a symmetric matrix; only the lower triangle is read.</summary>
    /// <param name="a">Square.</param>
    public abstract Either<Error, SymmetricEigenDecomposition> SymmetricEigen(Matrix a);

    /// <summary>The lower Cholesky factor of a positive definite matrix; only the lower triangle is read.</summary>
    /// <param name="a">Square.</param>
    public abstract Either<Error, Matrix> Cholesky(Matrix a);

    /// <summary>Solves the square system <c>A X = B</c> by LU with partial pivoting.</summary>
    /// <param name="a">Square.</param>
    /// <param name="b">As many rows as <paramref name="a"/>.</param>
    public abstract Either<Error, Matrix> Solve(Matrix a, Matrix b);
}
