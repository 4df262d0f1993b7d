using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

public sealed class DecompositionTests
{
    private static readonly Decompositions Managed = NumericsPolicy.Portable().Decompositions;

    private static Matrix Gaussian(Sample sample, int rows, int columns, double scale = 1) =>
        Matrix.Of(rows, columns, Array.ConvertAll(sample.Gaussian(rows * columns), z => scale * z));

    private static Matrix Product(Matrix a, Matrix b) => Matrix.Build(a.Rows, b.Columns, c =>
        new ReferenceKernels().Multiply(new Product(a.Rows, b.Columns, a.Columns), a.Span, b.Span, c));

    private static Matrix Diagonal(Vector values) => Matrix.Build(values.Length, values.Length, d =>
    {
        for (var i = 0; i < values.Length; i++)
            d[i * (values.Length + 1)] = values[i];
    });

    private static Matrix Identity(int n) => Diagonal(Vector.Build(n, static d => d.Fill(1)));

    private static void Near(Matrix expected, Matrix actual, double relative, double scale = 0)
    {
        Assert.Equal((expected.Rows, expected.Columns), (actual.Rows, actual.Columns));
        var allowance = new Tolerance(relative * scale, relative, ToleranceScale.PerArray);
        var bad = allowance.FirstDifference(actual.Span, expected.Span);
        Assert.True(bad < 0, bad < 0 ? "" : $"entry {bad} is {actual.Span[bad]:R}, expected {expected.Span[bad]:R}");
    }

    [Fact]
    public void A_singular_value_decomposition_multiplies_back_with_orthonormal_factors() => Sample.ForAll(100, static sample =>
    {
        int rows = sample.Integer(1, 12), columns = sample.Integer(1, 12), rank = Math.Min(rows, columns);
        var scale = sample.Element(1, 1e-200, 1e200, 1e-307);
        var a = Gaussian(sample, rows, columns, scale);
        if (rank > 2 && sample.Integer(0, 2) == 0)
            a = Product(Gaussian(sample, rows, 1, scale), Gaussian(sample, 1, columns));
        var svd = Right(Managed.Svd(a));
        Near(a, Product(Product(svd.Left, Diagonal(svd.Values)), svd.RightTransposed), 1e-14 * (rows + columns));
        Near(Identity(rank), Product(svd.Left.Transpose(), svd.Left), 1e-14);
        Near(Identity(rank), Product(svd.RightTransposed, svd.RightTransposed.Transpose()), 1e-14);
        Assert.All(Enumerable.Range(0, rank), i => Assert.True(svd.Values[i] >= (i + 1 < rank ? svd.Values[i + 1] : 0)));
        Assert.True(new Tolerance(0, 1e-14, ToleranceScale.PerArray).FirstDifference(Right(Managed.SingularValues(a)).Span, svd.Values.Span) < 0);
    });

    [Fact]
    public void Eigenvectors_of_the_lower_triangle_diagonalize_it_in_ascending_order() => Sample.ForAll(100, static sample =>
    {
        var n = sample.Integer(1, 12);
        var scale = sample.Element(1, 1e-200, 1e200);
        var a = Gaussian(sample, n, n, scale);
        var symmetric = Matrix.Build(n, n, s =>
        {
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    s[(i * n) + j] = a[Math.Max(i, j), Math.Min(i, j)];
        });
        var eigen = Right(Managed.SymmetricEigen(a));
        Near(Product(symmetric, eigen.Vectors), Product(eigen.Vectors, Diagonal(eigen.Values)), 1e-14 * n, scale);
        Near(Identity(n), Product(eigen.Vectors.Transpose(), eigen.Vectors), 1e-14);
        Assert.Equal(eigen.Values.ToArray().Order(), eigen.Values.ToArray());
    });

    [Fact]
    public void A_Cholesky_factor_is_lower_triangular_and_multiplies_back() => Sample.ForAll(100, static sample =>
    {
        var n = sample.Integer(1, 12);
        var root = Gaussian(sample, n, n + 2);
        var definite = Product(root, root.Transpose());
        var upperIgnored = Matrix.Build(n, n, m =>
        {
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++)
                    m[(i * n) + j] = j > i ? 17 : definite[i, j];
        });
        var factor = Right(Managed.Cholesky(upperIgnored));
        Near(definite, Product(factor, factor.Transpose()), 1e-14 * n);
        for (var i = 0; i < n; i++)
            Assert.All(factor.Row(i)[(i + 1)..].ToArray(), static x => Assert.Equal(0, x));
    });

    [Fact]
    public void A_solution_satisfies_its_linear_system() => Sample.ForAll(100, static sample =>
    {
        int n = sample.Integer(1, 12), columns = sample.Integer(1, 4);
        Matrix a = Gaussian(sample, n, n), solution = Gaussian(sample, n, columns);
        var b = Product(a, solution);
        var solved = Right(Managed.Solve(a, b));
        Near(b, Product(a, solved), 1e-13 * n, solved.Span.ToArray().Max(Math.Abs));
    });

    [Fact]
    public void A_zero_matrix_has_zero_singular_values_and_eigenvalues()
    {
        var zero = Matrix.Of(3, 3, new double[9]);
        Assert.Equal(Vector.Zeros(3), Right(Managed.SingularValues(zero)));
        Assert.Equal(Vector.Zeros(3), Right(Managed.SymmetricEigen(zero)).Values);
    }

    [Fact]
    public void Bad_matrices_are_errors_that_name_what_is_wrong()
    {
        var bad = Matrix.Of(2, 2, 1, 0, double.NaN, 1);
        Assert.Contains("row 1, column 0", Assert.IsType<Error.NonFinite>(Left(Managed.Svd(bad))).Where);
        Assert.IsType<Error.NonFinite>(Left(Managed.SingularValues(bad)));
        Assert.IsType<Error.NonFinite>(Left(Managed.SymmetricEigen(bad)));
        Assert.IsType<Error.NonFinite>(Left(Managed.Cholesky(bad)));
        Assert.IsType<Error.NonFinite>(Left(Managed.Solve(bad, Matrix.Of(2, 1, 1, 1))));
        Assert.IsType<Error.NonFinite>(Left(Managed.Solve(Identity(2), Matrix.Of(2, 1, 1, double.PositiveInfinity))));

        Assert.IsType<Error.ShapeMismatch>(Left(Managed.Svd(Matrix.Of(0, 3))));
        Assert.IsType<Error.ShapeMismatch>(Left(Managed.SymmetricEigen(Matrix.Of(1, 2, 1, 2))));
        Assert.IsType<Error.ShapeMismatch>(Left(Managed.Cholesky(Matrix.Of(1, 2, 1, 2))));
        Assert.IsType<Error.ShapeMismatch>(Left(Managed.Solve(Identity(2), Matrix.Of(3, 1, 1, 1, 1))));

        Assert.Contains("not positive definite", Left(Managed.Cholesky(Matrix.Of(2, 2, 1, 2, 2, 1))).Sentence);
        Assert.Contains("singular", Left(Managed.Solve(Matrix.Of(2, 2, 1, 2, 2, 4), Matrix.Of(2, 1, 1, 1))).Sentence);
    }
}
