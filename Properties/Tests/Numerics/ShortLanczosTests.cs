using Marginalia.Measures;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Unwrap;

namespace Marginalia.Tests;

/// <summary>Lanczos' method without a basis against spectra that are known.</summary>
public sealed class ShortLanczosTests
{
    private static readonly NumericsPolicy Numerics = NumericsPolicy.Portable();

    private static LinearOperator Diagonal(double[] eigenvalues) => new(eigenvalues.Length, (x, image) => Entrywise.Multiply(x, eigenvalues, image));

    private static double[] Spread(Sample sample, int count)
    {
        var eigenvalues = sample.Gaussian(count);
        // Outliers converge first, which is where directions get lost.
        eigenvalues[0] = sample.Uniform(5, 500);
        eigenvalues[count - 1] = -sample.Uniform(0, 50);
        return eigenvalues;
    }

    [Fact]
    public void The_top_is_that_of_the_reorthogonalized_run_as_long_as_no_direction_is_lost() => Sample.ForAll(200, static sample =>
    {
        var eigenvalues = sample.Gaussian(sample.Integer(10, 60));
        var steps = sample.Integer(1, 6);
        var start = sample.Gaussian(eigenvalues.Length);
        var full = Right(Lanczos.Run(Numerics, Diagonal(eigenvalues), start, steps));
        var top = Right(ShortLanczos.Run(Numerics, Diagonal(eigenvalues), start, steps));
        Assert.Equal(full.Steps, top.Steps);
        Assert.Equal(full.RitzValues[steps - 1], top.Top, 1e-10);
        Assert.Equal(full.ResidualBounds[steps - 1], top.ResidualBound, 1e-10);
    });

    [Fact]
    public void However_long_the_run_the_top_stays_a_lower_bound_with_an_eigenvalue_within_its_bound() => Sample.ForAll(200, static sample =>
    {
        var eigenvalues = Spread(sample, sample.Integer(60, 200));
        var start = sample.Gaussian(eigenvalues.Length);
        var top = Right(ShortLanczos.Run(Numerics, Diagonal(eigenvalues), start, 60));
        var largest = eigenvalues.Max();
        Assert.True(top.Top <= largest * (1 + 1e-13), $"{top.Top:R} above {largest:R}");
        Assert.True(eigenvalues.Min(e => Math.Abs(e - top.Top)) <= top.ResidualBound + (1e-12 * largest), $"no eigenvalue within {top.ResidualBound:R} of {top.Top:R}");
        Assert.Equal(largest, top.Top, 1e-12 * largest);
    });

    [Fact]
    public void An_invariant_space_ends_the_run_with_an_eigenvalue() => Sample.ForAll(50, static sample =>
    {
        var eigenvalues = Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? 7.0 : 2.0).ToArray();
        var top = Right(ShortLanczos.Run(Numerics, Diagonal(eigenvalues), sample.Gaussian(40), 30));
        Assert.Equal(2, top.Steps);
        Assert.Equal(7, top.Top, 1e-13);
    });

    [Fact]
    public void Starts_without_direction_and_images_that_are_not_finite_are_errors()
    {
        double[] eigenvalues = [1, 2, 3];
        Assert.IsType<Error.ShapeMismatch>(Left(ShortLanczos.Run(Numerics, Diagonal(eigenvalues), [1, 1], 2)));
        Assert.IsType<Error.ParameterDomain>(Left(ShortLanczos.Run(Numerics, Diagonal(eigenvalues), [0, 0, 0], 2)));
        Assert.IsType<Error.ParameterDomain>(Left(ShortLanczos.Run(Numerics, Diagonal(eigenvalues), [1, 1, 1], 0)));
        Assert.IsType<Error.NonFinite>(Left(ShortLanczos.Run(Numerics, Diagonal([1, double.NaN, 3]), [1, 1, 1], 2)));
    }

    [Fact]
    public void Many_parameters_need_three_vectors_few_keep_their_basis()
    {
        var eigenvalues = Enumerable.Range(0, 50_000).Select(static i => (double)(i % 97)).ToArray();
        var start = new Sample(new Key(4)).Gaussian(eigenvalues.Length);
        var (kept, keptBytes) = Counted(60L * eigenvalues.Length);
        var (short_, bytes) = Counted((60L * eigenvalues.Length) - 1);
        Assert.InRange(keptBytes, 60 * 8 * eigenvalues.Length, long.MaxValue);
        Assert.InRange(bytes, 3 * 8 * eigenvalues.Length, 4 * 8 * eigenvalues.Length);
        Assert.Equal(96, kept.Top, 1e-3);
        Assert.Equal(kept.Top, short_.Top, 1e-9);

        (TopRitzValue, long) Counted(long limit)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var top = Right(CurvatureMeasures.Top(Numerics, Diagonal(eigenvalues), start, limit));
            return (top, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}
