using Marginalia.Numerics;
using Marginalia.Theory;
using Xunit;

namespace Marginalia.Tests;

public sealed class RademacherReferenceTests
{
    [Fact]
    public void Exact_complexities_and_their_bounds_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "rademacher.json"))
        {
            var input = reference.GetProperty("input");
            var found = ReferenceObjective.Valid(RademacherComplexity.Exact(ReferenceObjective.MatrixOf(input.GetProperty("x")), input.GetProperty("rho").GetDouble()));
            var check = new ReferenceCheck(reference);
            check.Array("empiricalRademacher", [found.Value]);
            check.Array("lowerBound", [found.LowerBound]);
            check.Array("upperBound", [found.UpperBound]);
        }
    }

    [Fact]
    public void The_enumeration_equals_the_plain_average_over_all_signs() => Sample.ForAll(50, static sample =>
    {
        var (n, d) = (sample.Integer(1, 9), sample.Integer(1, 4));
        var points = Matrix.Of(n, d, sample.Gaussian(n * d));
        var sum = 0.0;
        for (var signs = 0; signs < 1 << n; signs++)
        {
            var square = 0.0;
            for (var c = 0; c < d; c++)
            {
                var coordinate = 0.0;
                for (var i = 0; i < n; i++)
                    coordinate += (signs >> i & 1) == 0 ? points[i, c] : -points[i, c];
                square += coordinate * coordinate;
            }

            sum += Math.Sqrt(square);
        }

        var expected = sum / (1 << n) / n;
        Assert.True(new Tolerance(0, 1e-13).Accepts(ReferenceObjective.Valid(RademacherComplexity.Exact(points, 1)).Value, expected), $"{n} x {d}");
    });

    [Fact]
    public void Too_many_points_and_wrong_radii_are_refused()
    {
        Assert.True(RademacherComplexity.Exact(Matrix.Of(25, 1, new double[25]), 1).IsLeft);
        Assert.True(RademacherComplexity.Exact(Matrix.Of(1, 1, 1), -1).IsLeft);
        Assert.True(RademacherComplexity.Exact(Matrix.Of(1, 1, 1), double.NaN).IsLeft);
    }
}
