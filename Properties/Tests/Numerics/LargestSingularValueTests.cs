using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>Lower and upper ends of the largest singular value against decompositions.</summary>
public sealed class LargestSingularValueTests
{
    private static readonly NumericsPolicy Numerics = NumericsPolicy.Portable();

    [Fact]
    public void A_bidiagonalization_brackets_the_largest_singular_value_at_any_cap() => Sample.ForAll(200, static sample =>
    {
        int rows = sample.Integer(1, 15), columns = sample.Integer(1, 15);
        var scale = sample.Element(1, 1e200, 1e-200);
        var a = Matrix.Of(rows, columns, Array.ConvertAll(sample.Gaussian(rows * columns), z => scale * z));
        var singular = Right(Numerics.Decompositions.SingularValues(a));
        var cap = sample.Integer(1, 30);
        var found = Right(Bidiagonalization.LargestSingularValue(Numerics, RectangularOperator.Of(Numerics.Kernels, a), sample.Gaussian(columns), cap: cap));
        var slack = 1e-14 * singular[0];
        Assert.InRange(singular[0], found.Value - slack, found.Upper(Numerics.Kernels.Norm(a.Span)) + slack);
        Assert.True(singular.ToArray().Min(s => Math.Abs(s - found.Value)) <= found.Radius + slack);
        Assert.Equal(1, Numerics.Kernels.Norm(found.Direction.Span), 1e-14);
        Assert.True(found.Iterations <= cap);
    });

    [Fact]
    public void A_bidiagonalization_of_larger_matrices_finds_the_value_and_needs_fewer_products_than_a_power_iteration() => Sample.ForAll(6, static sample =>
    {
        int rows = sample.Integer(70, 120), columns = sample.Integer(70, 120);
        var a = Matrix.Of(rows, columns, sample.Gaussian(rows * columns));
        var (expected, start) = (Right(Numerics.Decompositions.SingularValues(a))[0], sample.Gaussian(columns));
        var found = Right(Bidiagonalization.LargestSingularValue(Numerics, RectangularOperator.Of(Numerics.Kernels, a), start));
        Assert.Equal(PowerIterationOutcome.Converged, found.Outcome);
        Assert.Equal(expected, found.Value, 1e-12 * expected);
        Assert.True(found.Iterations < Right(PowerIteration.LargestSingularValue(Numerics.Kernels, RectangularOperator.Of(Numerics.Kernels, a), start)).Iterations);
    });

    [Fact]
    public void Matrices_of_low_rank_and_zero_matrices_end_at_once()
    {
        var one = Matrix.Build(40, 30, static t =>
        {
            for (var i = 0; i < t.Length; i++)
                t[i] = (1 + (i / 30)) * (2 + (i % 30));
        });
        var found = Right(Bidiagonalization.LargestSingularValue(Numerics, RectangularOperator.Of(Numerics.Kernels, one), [.. Enumerable.Repeat(1.0, 30)]));
        Assert.Equal(Numerics.Kernels.Norm(one.Span), found.Value, 1e-12 * found.Value);
        Assert.InRange(found.Iterations, 1, 3);
        var zero = new RectangularOperator(3, 2, static (_, i) => i.Clear(), static (_, i) => i.Clear());
        Assert.Equal((0, PowerIterationOutcome.Converged), (Right(Bidiagonalization.LargestSingularValue(Numerics, zero, [1, 0])).Value, Right(Bidiagonalization.LargestSingularValue(Numerics, zero, [1, 0])).Outcome));
        Assert.Equal(0, Right(GramIteration.Upper(Numerics.Kernels, Matrix.Of(3, 2, new double[6]))));
    }

    [Fact]
    public void Singular_values_of_a_matrix_as_long_as_a_first_layer_need_no_room_for_the_square_of_its_length() => Sample.ForAll(3, static sample =>
    {
        // As large as a layer of ten outputs on images of 224 x 224: the square of its length would be 180 GB.
        var (rows, columns) = (10, 150_528);
        var scale = Math.ScaleB(1, sample.Element(-700, 0, 700));
        var wide = Matrix.Of(rows, columns, [.. sample.Gaussian(rows * columns).Select(w => scale * w)]);
        var gram = Matrix.Build(rows, rows, g =>
        {
            for (var i = 0; i < g.Length; i++)
                g[i] = Numerics.Kernels.Dot(wide.Row(i / rows).ToArray().Select(w => w / scale).ToArray(), wide.Row(i % rows).ToArray().Select(w => w / scale).ToArray());
        });
        var expected = Right(Numerics.Decompositions.SymmetricEigen(gram)).Values.ToArray().Select(v => scale * Math.Sqrt(v)).OrderDescending().ToArray();
        foreach (var matrix in new[] { wide, wide.Transpose() })
            Assert.True(new Tolerance(0, 1e-11, ToleranceScale.PerArray).FirstDifference(expected, Right(Numerics.Decompositions.SingularValues(matrix)).Span) < 0);
    });

    [Fact]
    public void Bad_starts_operators_and_matrices_are_errors()
    {
        var identity = new LinearOperator(2, static (x, image) => x.CopyTo(image)).AsRectangular;
        var broken = new LinearOperator(2, static (_, image) => image.Fill(double.NaN)).AsRectangular;
        Assert.IsType<Error.ParameterDomain>(Left(Bidiagonalization.LargestSingularValue(Numerics, identity, [0, 0])));
        Assert.IsType<Error.ShapeMismatch>(Left(Bidiagonalization.LargestSingularValue(Numerics, identity, [1])));
        Assert.IsType<Error.NonFinite>(Left(Bidiagonalization.LargestSingularValue(Numerics, broken, [1, 0])));
        Assert.IsType<Error.NonFinite>(Left(GramIteration.Upper(Numerics.Kernels, Matrix.Of(1, 2, [1, double.PositiveInfinity]))));
    }

    [Fact]
    public void Squaring_the_Gram_matrix_ends_above_the_largest_singular_value_and_near_it() => Sample.ForAll(60, static sample =>
    {
        int rows = sample.Integer(1, 60), columns = sample.Integer(1, 60);
        var scale = sample.Element(1, 1e200, 1e-200);
        var a = Matrix.Of(rows, columns, Array.ConvertAll(sample.Gaussian(rows * columns), z => scale * z));
        var exact = Right(Numerics.Decompositions.SingularValues(a))[0];
        Assert.InRange(Right(GramIteration.Upper(Numerics.Kernels, a)), exact * (1 - 1e-13), exact * 1.01);
        Assert.InRange(Right(GramIteration.Upper(Numerics.Kernels, a, 0)), exact * (1 - 1e-13), exact * 1.0011);
    });
}
