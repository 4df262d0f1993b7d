using Marginalia.Numerics;
using Marginalia.Theory;
using Xunit;

namespace Marginalia.Tests;

public sealed class FixedNormTests
{
    [Fact]
    public void Minimizers_at_fixed_norm_and_their_Hessians_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "constrained_minimizer.json"))
        {
            var points = HardMarginTests.Points(reference.GetProperty("input"));
            var found = ReferenceObjective.Valid(FixedNormSolver.Solve(points, reference.GetProperty("input").GetProperty("rho").GetDouble(), NumericsPolicy.Portable()));
            var best = (HardMargin.Separable)HardMarginSolver.Solve(points);
            var check = new ReferenceCheck(reference);
            check.Array("v", found.Direction.Span);
            check.Array("minMargin", [found.MinMargin]);
            check.Array("smoothedMargin", [found.SmoothedMargin]);
            check.Array("weights", found.Weights.Span);
            check.Array("gamma", [best.Margin]);
            check.Array("gapTimesRho", [(best.Margin - found.MinMargin) * found.Norm]);
            check.Array("logN", [Math.Log(points.Rows)]);
            check.Array("marginGapConstant", [best.MarginGapConstant]);
            check.Array("radialTerm", [found.RadialTerm]);
            check.Array("riemannianHessianEigenvaluesOverLoss", found.HessianEigenvalues.Span);
        }
    }

    [Fact]
    public void Generated_minimizers_are_stationary_within_log_n_over_rho_of_the_largest_margin_and_strict()
    {
        var checkedCount = 0;
        for (var seed = 0UL; seed < 300; seed++)
        {
            var key = new Key(seed);
            int n = 1 + Draws.Index(key, RandomStream.Data, 0, 0, 8), d = 2 + Draws.Index(key, RandomStream.Data, 0, 1, 6);
            var rho = Elementary.Exp((8 * Draws.Uniform(key, RandomStream.Data, 0, 2)) - 1);
            var points = Matrix.Build(n, d, z => Draws.Gaussian(key, RandomStream.Data, 1, z));
            if (HardMarginSolver.Solve(points) is not HardMargin.Separable { Margin: > 0.05 } best)
                continue;
            checkedCount++;
            var found = ReferenceObjective.Valid(FixedNormSolver.Solve(points, rho, NumericsPolicy.Portable()));
            Assert.True(found.Residual < 1e-9, $"seed {seed}: residual {found.Residual:R}");
            Assert.True(best.Margin - found.MinMargin <= (Elementary.Log(n) / rho) + 1e-9, $"seed {seed}: gap {best.Margin - found.MinMargin:R} at rho {rho:R}");
            Assert.True(found.RadialTerm > 0 && found.HessianEigenvalues[0] >= found.RadialTerm * (1 - 1e-9), $"seed {seed}: smallest eigenvalue {found.HessianEigenvalues[0]:R}, radial term {found.RadialTerm:R}");
        }

        Assert.True(checkedCount > 100, $"only {checkedCount} instances were separable");
    }

    [Fact]
    public void Norms_that_are_not_positive_and_points_that_are_not_separable_are_refused()
    {
        var points = Matrix.Of(2, 2, 1, 0, -1, 0);
        Assert.IsType<Error.ParameterDomain>((Error)FixedNormSolver.Solve(points, -1, NumericsPolicy.Portable()).LeftAsEnumerable().Single());
        Assert.IsType<Error.Unsupported>((Error)FixedNormSolver.Solve(points, 1, NumericsPolicy.Portable()).LeftAsEnumerable().Single());
    }
}
