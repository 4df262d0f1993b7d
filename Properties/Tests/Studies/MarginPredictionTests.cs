using Marginalia.Numerics;
using Marginalia.Theory;
using Xunit;

namespace Marginalia.Tests;

public sealed class MarginPredictionTests
{
    /// <summary>z = {(1, 1), (1, -1/4)}: gamma* = 1, V* = (1, 0), normalized dual (0.2, 0.8), c = 0.27726 (N19).</summary>
    private static readonly Matrix Points = Matrix.Of(2, 2, 1, 1, 1, -0.25);

    [Fact]
    public void AlongTheLimitDirectionTheSmoothedGapIsTheEntropyOfTheMarginsOverTheNorm()
    {
        var solution = Assert.IsType<HardMargin.Separable>(HardMarginSolver.Solve(Points));
        Assert.Equal(0.27726, solution.MarginGapConstant, 1e-5);
        var at = LinearMargins.Of(Points, [7, 0]);
        Assert.Equal(1, at.Margin, 1e-15);
        Assert.Equal(7 - Math.Log(2), at.Psi, 1e-14);
        Assert.Equal(Math.Sqrt(1 + (0.375 * 0.375)), at.UpperBound, 1e-15);
    }

    /// <summary>At fixed norm the minimizer of the loss has z_1.w - z_2.w = log 4, whose part across V* is 0.8 log 4.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(10000)]
    public void ThePredictedGapIsThatOfTheConstrainedMinimizer(double norm)
    {
        var solution = Assert.IsType<HardMargin.Separable>(HardMarginSolver.Solve(Points));
        var perpendicular = Math.Log(4) / 1.25;
        var w = new[] { Math.Sqrt((norm * norm) - (perpendicular * perpendicular)), perpendicular };
        var at = LinearMargins.Of(Points, w);
        Assert.Equal(perpendicular * perpendicular, solution.PerpendicularSquared(w), 1e-9);
        var gap = Math.Min(w[0] + w[1], w[0] - (0.25 * w[1])) / norm;
        Assert.Equal(gap, at.Margin, 1e-14);
        var found = solution.CorrectedGapConstant(at.Margin, norm, perpendicular * perpendicular);
        Assert.Equal(solution.MarginGapConstant, found, 2 / (norm * norm));
        Assert.Equal(solution.Margin - at.Margin, solution.PredictedGap(norm, perpendicular * perpendicular), 2 / (norm * norm * norm));
    }

    [Fact]
    public void TheBoundsEncloseTheLargestMarginForEveryDirection()
    {
        var solution = Assert.IsType<HardMargin.Separable>(HardMarginSolver.Solve(Points));
        for (var i = 0; i < 360; i++)
        {
            var angle = i * Math.PI / 180;
            foreach (var norm in (double[])[1e-3, 1, 1e3])
            {
                var at = LinearMargins.Of(Points, [norm * Math.Cos(angle), norm * Math.Sin(angle)]);
                Assert.True(at.Margin <= solution.Margin + 1e-15 && at.UpperBound >= solution.Margin - 1e-15, $"{i} degrees, norm {norm}");
                Assert.Equal(1, at.ExampleWeights.ToArray().Sum(), 1e-14);
            }
        }
    }
}
