using Marginalia.Measures;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>The ways to a spectral norm agree.</summary>
public sealed class SpectralNormTests
{
    [Fact]
    public void OblongMatricesOfEitherOrientationHaveTheirLargestSingularValue() => Sample.ForAll(4, sample =>
    {
        var (small, large) = (sample.Integer(64, 70), sample.Integer(150, 170));
        var scale = Math.ScaleB(1, sample.Element(-700, 0, 600));
        var wide = Matrix.Of(small, large, [.. sample.Gaussian(small * large).Select(w => scale * w)]);
        var expected = scale * Unwrap.Right(NumericsPolicy.Portable().Decompositions.SingularValues(Matrix.Of(small, large, [.. wide.Span.ToArray().Select(w => w / scale)])))[0];
        foreach (var matrix in new[] { wide, wide.Transpose() })
            CapacityCases.Check("spectral norm", expected, Unwrap.Right(SpectralNorm.Of(matrix, NumericsPolicy.Portable(), sample.Key)).Value, 1e-12);
    });

    [Fact]
    public void APowerIterationLiesBetweenItsValueAndItsUpperEnd() => Sample.ForAll(10, sample =>
    {
        var matrix = Matrix.Of(6, 9, sample.Gaussian(54));
        var numerics = NumericsPolicy.Portable();
        var exact = Unwrap.Right(SpectralNorm.Of(matrix, numerics, sample.Key)).Value;
        var found = Unwrap.Right(SpectralNorm.Of(RectangularOperator.Of(numerics.Kernels, matrix), numerics.Kernels.Norm(matrix.Span), numerics, sample.Key, 1e-3, 5));
        Assert.InRange(exact, found.Value * (1 - 1e-12), found.Upper * (1 + 1e-12));
    });
}
