using Marginalia.Numerics;
using Marginalia.Theory;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class CircleMomentTests
{
    [Fact]
    public void Gibbs_moments_on_the_circle_are_those_of_the_reference()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "langevin_circle.json"))
        {
            var input = reference.GetProperty("input");
            var found = Valid(CircleMoments.Of(MatrixOf(input.GetProperty("z")), input.GetProperty("rho").GetDouble(), input.GetProperty("temperature").GetDouble()));
            var check = new ReferenceCheck(reference);
            check.Array("meanCos", [found.MeanCosine]);
            check.Array("meanSin", [found.MeanSine]);
            check.Array("meanCosSq", [found.MeanSquaredCosine]);
        }
    }

    [Fact]
    public void Without_a_force_the_law_is_uniform_and_cold_it_sits_at_the_minimum()
    {
        var z = Matrix.Of(1, 2, [0.6, 0.8]);
        var flat = Valid(CircleMoments.Of(z, 0, 1));
        Assert.Equal((0.0, 0.0, 0.5), (Math.Round(flat.MeanCosine, 12), Math.Round(flat.MeanSine, 12), Math.Round(flat.MeanSquaredCosine, 12)));
        var cold = Valid(CircleMoments.Of(z, 1, 1e-6));
        Assert.Equal(0.6, cold.MeanCosine, 1e-5);
        Assert.Equal(0.8, cold.MeanSine, 1e-5);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, double.NaN)]
    public void Numbers_outside_their_domain_are_refused(double rho, double temperature) =>
        Assert.True(CircleMoments.Of(Matrix.Of(1, 2, [1, 0]), rho, temperature).IsLeft);
}
