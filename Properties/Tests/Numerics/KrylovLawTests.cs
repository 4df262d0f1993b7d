using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

public sealed class KrylovLawTests
{
    private static readonly NumericsPolicy Numerics = NumericsPolicy.Portable();

    private static double[] Product(Matrix a, ReadOnlySpan<double> x)
    {
        var image = new double[a.Rows];
        Numerics.Kernels.Multiply(new Product(a.Rows, 1, a.Columns), a.Span, x, image);
        return image;
    }

    private static Matrix Product(Matrix a, Matrix b) => Matrix.Build(a.Rows, b.Columns, c =>
        Numerics.Kernels.Multiply(new Product(a.Rows, b.Columns, a.Columns), a.Span, b.Span, c));

    /// <summary>A symmetric matrix with the given eigenvalues and random eigenvectors, one a row of the second result.</summary>
    private static (Matrix A, Matrix Vectors) Symmetric(Sample sample, double[] eigenvalues)
    {
        var n = eigenvalues.Length;
        var vectors = Right(Numerics.Decompositions.Svd(Matrix.Of(n, n, sample.Gaussian(n * n)))).RightTransposed;
        var scaled = Matrix.Build(n, n, s =>
        {
            for (var i = 0; i < n * n; i++)
                s[i] = eigenvalues[i / n] * vectors.Span[i];
        });
        return (Product(vectors.Transpose(), scaled), vectors);
    }

    [Fact]
    public void The_operator_acts_on_the_basis_as_the_tridiagonal_matrix_and_the_basis_is_orthonormal() => Sample.ForAll(100, static sample =>
    {
        int n = sample.Integer(1, 30), steps = sample.Integer(1, n);
        var (a, _) = Symmetric(sample, sample.Gaussian(n));
        var lanczos = Right(Lanczos.Run(Numerics, LinearOperator.Of(Numerics.Kernels, a), sample.Gaussian(n), steps));
        Assert.Equal(steps, lanczos.Steps);
        for (var i = 0; i < steps; i++)
        {
            var image = Product(a, lanczos.Basis.Row(i));
            for (var j = 0; j < steps; j++)
            {
                Assert.Equal(i == j ? 1 : 0, Numerics.Kernels.Dot(lanczos.Basis.Row(i), lanczos.Basis.Row(j)), 1e-14);
                var entry = i == j ? lanczos.Alpha[i] : Math.Abs(i - j) == 1 ? lanczos.Beta[Math.Min(i, j)] : 0;
                Assert.Equal(entry, Numerics.Kernels.Dot(image, lanczos.Basis.Row(j)), 1e-12);
            }
        }
    });

    [Fact]
    public void Every_Ritz_value_has_an_eigenvalue_within_its_residual_bound_and_a_vector_with_that_residual() => Sample.ForAll(100, static sample =>
    {
        int n = sample.Integer(1, 30), steps = sample.Integer(1, n);
        var eigenvalues = sample.Gaussian(n);
        var (a, _) = Symmetric(sample, eigenvalues);
        var lanczos = Right(Lanczos.Run(Numerics, LinearOperator.Of(Numerics.Kernels, a), sample.Gaussian(n), steps));
        Assert.True(lanczos.RitzValues[steps - 1] <= eigenvalues.Max() + 1e-13);
        for (var i = 0; i < steps; i++)
        {
            var ritz = lanczos.RitzVector(Numerics.Kernels, i);
            Assert.Equal(1, Numerics.Kernels.Norm(ritz.Span), 1e-13);
            Assert.True(eigenvalues.Min(e => Math.Abs(e - lanczos.RitzValues[i])) <= lanczos.ResidualBounds[i] + 1e-12);
            var residual = Product(a, ritz.Span);
            Numerics.Kernels.ScaleAdd(-lanczos.RitzValues[i], ritz.Span, 1, residual);
            Assert.Equal(lanczos.ResidualBounds[i], Numerics.Kernels.Norm(residual), 1e-12);
        }
    });

    [Fact]
    public void Distinct_eigenvalues_are_found_once_each_and_the_run_stops_there() => Sample.ForAll(100, static sample =>
    {
        var distinct = Enumerable.Range(0, sample.Integer(1, 5)).Select(static i => (2.0 * i) - 3).ToArray();
        double[] eigenvalues = [.. distinct, .. Enumerable.Range(0, sample.Integer(1, 10)).Select(_ => sample.Element<double>(distinct))];
        var (a, _) = Symmetric(sample, eigenvalues);
        var lanczos = Right(Lanczos.Run(Numerics, LinearOperator.Of(Numerics.Kernels, a), sample.Gaussian(eigenvalues.Length), eigenvalues.Length, 1e-10));
        Assert.Equal(LanczosOutcome.InvariantSubspace, lanczos.Outcome);
        Assert.Equal(distinct.Length, lanczos.Steps);
        Assert.True(new Tolerance(1e-9, 0).FirstDifference(lanczos.RitzValues.Span, distinct) < 0);
    });

    [Fact]
    public void A_run_orthogonal_to_known_eigenvectors_finds_the_remaining_eigenvalues() => Sample.ForAll(50, static sample =>
    {
        double[] eigenvalues = [5, 5, 3, 2, -1, 0.5];
        var (a, vectors) = Symmetric(sample, eigenvalues);
        var known = sample.Integer(1, 5);
        var lanczos = Right(Lanczos.Run(
            Numerics, LinearOperator.Of(Numerics.Kernels, a), sample.Gaussian(6), 6, 1e-10, Matrix.Of(known, 6, vectors.Span[..(known * 6)])));
        Assert.True(new Tolerance(1e-11, 0).FirstDifference(lanczos.RitzValues.Span, eigenvalues[known..].Distinct().Order().ToArray()) < 0);
        for (var i = 0; i < known; i++)
            Assert.Equal(0, Numerics.Kernels.Dot(vectors.Row(i), lanczos.RitzVector(Numerics.Kernels, 0).Span), 1e-13);
    });

    [Fact]
    public void The_zero_operator_is_invariant_after_one_step()
    {
        var lanczos = Right(Lanczos.Run(Numerics, new LinearOperator(4, static (_, image) => image.Clear()), [1, 2, 3, 4], 4));
        Assert.Equal((1, LanczosOutcome.InvariantSubspace, 0.0), (lanczos.Steps, lanczos.Outcome, lanczos.RitzValues[0]));
    }

    [Fact]
    public void The_largest_singular_value_lies_in_the_bracket_that_a_power_iteration_certifies() => Sample.ForAll(200, static sample =>
    {
        int rows = sample.Integer(1, 15), columns = sample.Integer(1, 15);
        var scale = sample.Element(1, 1e200, 1e-200);
        var a = Matrix.Of(rows, columns, Array.ConvertAll(sample.Gaussian(rows * columns), z => scale * z));
        var singular = Right(Numerics.Decompositions.SingularValues(a));
        var cap = sample.Integer(1, 200);
        var found = Right(PowerIteration.LargestSingularValue(Numerics.Kernels, RectangularOperator.Of(Numerics.Kernels, a), sample.Gaussian(columns), cap: cap));
        var slack = 1e-14 * singular[0];
        Assert.InRange(singular[0], found.Value - slack, found.Upper(Numerics.Kernels.Norm(a.Span)) + slack);
        Assert.True(singular.ToArray().Min(s => Math.Abs(s - found.Value)) <= found.Radius + slack);
        Assert.Equal(1, Numerics.Kernels.Norm(found.Direction.Span), 1e-14);
        Assert.True(found.Iterations == cap || (found.Iterations < cap && found.Outcome == PowerIterationOutcome.Converged));
    });

    [Fact]
    public void A_gapped_power_iteration_converges_to_the_largest_singular_value_within_its_tolerance() => Sample.ForAll(50, static sample =>
    {
        var (a, _) = Symmetric(sample, [-7, 3, 2, 1, 0.5]);
        var found = Right(PowerIteration.LargestSingularValue(Numerics.Kernels, LinearOperator.Of(Numerics.Kernels, a).AsRectangular, sample.Gaussian(5)));
        Assert.Equal(PowerIterationOutcome.Converged, found.Outcome);
        Assert.Equal(7, found.Value, 1e-11);
        Assert.InRange(found.Radius, 0, 1e-5);
    });

    [Fact]
    public void Bad_starts_and_operators_are_errors()
    {
        var identity = new LinearOperator(2, static (x, image) => x.CopyTo(image));
        var broken = new LinearOperator(2, static (_, image) => image.Fill(double.NaN));
        Assert.IsType<Error.ParameterDomain>(Left(Lanczos.Run(Numerics, identity, [0, 0], 2)));
        Assert.IsType<Error.ParameterDomain>(Left(Lanczos.Run(Numerics, identity, [double.NaN, 0], 2)));
        Assert.IsType<Error.ParameterDomain>(Left(Lanczos.Run(Numerics, identity, [1, 0], 0)));
        Assert.IsType<Error.ParameterDomain>(Left(Lanczos.Run(Numerics, identity, [1, 0], 1, orthogonalTo: Matrix.Of(1, 2, 1, 0))));
        Assert.IsType<Error.ShapeMismatch>(Left(Lanczos.Run(Numerics, identity, [1], 1)));
        Assert.IsType<Error.NonFinite>(Left(Lanczos.Run(Numerics, broken, [1, 0], 2)));
        Assert.IsType<Error.ParameterDomain>(Left(PowerIteration.LargestSingularValue(Numerics.Kernels, identity.AsRectangular, [0, 0])));
        Assert.IsType<Error.ShapeMismatch>(Left(PowerIteration.LargestSingularValue(Numerics.Kernels, identity.AsRectangular, [1])));
        Assert.IsType<Error.NonFinite>(Left(PowerIteration.LargestSingularValue(Numerics.Kernels, broken.AsRectangular, [1, 0])));
        Assert.Equal(0, Right(PowerIteration.LargestSingularValue(Numerics.Kernels, new RectangularOperator(3, 2, static (_, i) => i.Clear(), static (_, i) => i.Clear()), [1, 0])).Value);
    }
}
