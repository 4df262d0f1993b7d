using Marginalia.Numerics;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class PNormMarginTests
{
    [Fact]
    public void Largest_margins_in_p_norms_are_those_of_the_reference()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "p_norm.json"))
        {
            var input = reference.GetProperty("input");
            var found = Valid(PNormMarginSolver.Solve(MatrixOf(input.GetProperty("z")), input.GetProperty("p").GetDouble()));
            var check = new ReferenceCheck(reference);
            check.Array("maxMarginW", found.Weights.Span);
            check.Array("maxMarginDirectionP", found.Direction.Span);
            check.Array("margin", [found.Margin]);
            check.Array("multipliers", [.. found.Support.ToArray().Select(n => found.Multipliers[n])]);
            if (check.Has("support"))
                Assert.Equal(ReferenceFiles.Integers(reference.GetProperty("expected").GetProperty("support")), found.Support.ToArray());
        }
    }

    [Fact]
    public void The_answer_satisfies_the_conditions_of_optimality() => Sample.ForAll(200, sample =>
    {
        var (n, d, p) = (sample.Integer(1, 12), sample.Integer(2, 8), sample.Element(1.1, 1.25, 1.5, 2, 2.5, 3, 4, 8));
        // With growing p multipliers of small coordinates lose digits: w_i is a root of order p - 1.
        var allowance = p > 4 ? 1e-5 : 1e-8;
        var points = Matrix.Of(n, d, sample.Gaussian(n * d));
        if (HardMarginSolver.Solve(points) is not HardMargin.Separable { Margin: > 0.02 } two)
            return;
        var found = Valid(PNormMarginSolver.Solve(points, p));
        var scale = found.Weights.ToArray().Max(Math.Abs);
        for (var i = 0; i < n; i++)
        {
            var functional = Arithmetic.Kernels.Dot(points.Row(i), found.Weights.Span);
            Assert.True(functional >= 1 - allowance, $"p = {p}: point {i} has functional margin {functional:R}");
            Assert.True(found.Multipliers[i] >= 0 && (found.Multipliers[i] == 0 || functional <= 1 + allowance), $"p = {p}: multiplier {found.Multipliers[i]:R} at margin {functional:R}");
        }

        for (var j = 0; j < d; j++)
        {
            var combination = Enumerable.Range(0, n).Sum(i => found.Multipliers[i] * points[i, j]);
            var normal = Math.Sign(found.Weights[j]) * Math.Pow(Math.Abs(found.Weights[j]), p - 1);
            Assert.True(Math.Abs(combination - normal) <= allowance * Math.Max(1, Math.Pow(scale, p - 1)), $"p = {p}: {combination:R} and {normal:R}");
        }

        if (p == 2)
            Assert.Equal(1, found.Margin / two.Margin, 1e-9);
    });

    [Fact]
    public void Points_that_cannot_be_separated_and_exponents_at_corners_are_refused()
    {
        var opposite = Matrix.Of(2, 2, [1, 2, -1, -2]);
        Assert.Contains("cannot be separated through the origin", PNormMarginSolver.Solve(opposite, 3).Match(static _ => "", static e => e.Sentence), StringComparison.Ordinal);
        Assert.Equal(
            "p = 1 is not allowed; use a number above 1 and below infinity, where the sphere is smooth.",
            PNormMarginSolver.Solve(Matrix.Of(1, 2, [1, 2]), 1).Match(static _ => "", static e => e.Sentence));
    }
}
