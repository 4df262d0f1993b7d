namespace Marginalia.Numerics;

/// <summary>Writes the image of a vector under a linear map.</summary>
/// <param name="x">The vector.</param>
/// <param name="image">Overwritten; never overlaps <paramref name="x"/>.</param>
public delegate void LinearMap(ReadOnlySpan<double> x, Span<double> image);

/// <summary>A symmetric matrix that is known by its products with vectors, for instance a Hessian.</summary>
/// <param name="Dimension">The length of the vectors, at least 1.</param>
/// <param name="Apply">The product; symmetric and deterministic, else every result that uses it is meaningless.</param>
public sealed record LinearOperator(int Dimension, LinearMap Apply)
{
    /// <summary>The operator of a symmetric matrix.</summary>
    /// <param name="kernels">What multiplies.</param>
    /// <param name="symmetric">A square matrix; both triangles are read.</param>
    public static LinearOperator Of(Kernels kernels, Matrix symmetric) =>
        new(symmetric.Rows, RectangularOperator.Of(kernels, symmetric).Apply);

    /// <summary>The same operator with itself as adjoint.</summary>
    public RectangularOperator AsRectangular => new(Dimension, Dimension, Apply, Apply);
}

/// <summary>A matrix that is known by its products and those of its transpose, for instance a convolution.</summary>
/// <param name="Rows">The length of an image, at least 1.</param>
/// <param name="Columns">The length of an argument, at least 1.</param>
/// <param name="Apply">The product.</param>
/// <param name="Adjoint">The product with the transposed matrix: <c>&lt;A x, y&gt; = &lt;x, A^T y&gt;</c>.</param>
public sealed record RectangularOperator(int Rows, int Columns, LinearMap Apply, LinearMap Adjoint)
{
    /// <summary>The operator of a matrix.</summary>
    /// <param name="kernels">What multiplies.</param>
    /// <param name="a">Any shape.</param>
    public static RectangularOperator Of(Kernels kernels, Matrix a) => new(
        a.Rows,
        a.Columns,
        (x, image) => kernels.Multiply(new Product(a.Rows, 1, a.Columns), a.Span, x, image),
        (y, image) => kernels.Multiply(new Product(1, a.Columns, a.Rows), y, a.Span, image));
}
