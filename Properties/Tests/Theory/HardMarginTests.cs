using System.Text.Json;
using Marginalia.Data;
using Marginalia.Numerics;
using Marginalia.Theory;
using Xunit;

namespace Marginalia.Tests;

public sealed class HardMarginTests
{
    internal static Matrix Points(JsonElement input)
    {
        var x = ReferenceFiles.Flat(input.GetProperty("x"));
        var y = ReferenceFiles.Flat(input.GetProperty("y"));
        return Matrix.Build(y.Length, x.Length / y.Length, z =>
        {
            for (var i = 0; i < x.Length; i++)
                z[i] = x[i] * y[i / (x.Length / y.Length)];
        });
    }

    [Fact]
    public void SolutionsEqualTheReferenceVectors()
    {
        foreach (var c in ReferenceFiles.Cases("normalized-flow", "svm_hard_margin.json"))
        {
            var id = c.GetProperty("id").GetString();
            var expected = c.GetProperty("expected");
            var found = HardMarginSolver.Solve(Points(c.GetProperty("input")));
            Assert.True(expected.GetProperty("separable").GetBoolean() == found is HardMargin.Separable, id);
            if (found is not HardMargin.Separable s)
                continue;
            var tolerance = new Tolerance(c.TryGetProperty("absTol", out var abs) ? abs.GetDouble() : 0, c.GetProperty("relTol").GetDouble(), ToleranceScale.PerArray);
            void Same(string member, params double[] actual) =>
                Assert.True(!expected.TryGetProperty(member, out var numbers) || tolerance.FirstDifference(actual, ReferenceFiles.Flat(numbers)) < 0, $"{id} {member}: {string.Join(" ", actual)}");
            void SameNumber(string member, double actual)
            {
                if (!expected.TryGetProperty(member, out var number))
                    return;
                var want = number.GetDouble();
                Assert.True(tolerance.Accepts(actual, want) || (want == 0 && Math.Abs(actual) < 1e-12), $"{id} {member}: {actual:R}");
            }

            Same("w", s.Weights.ToArray());
            Same("direction", s.Direction.ToArray());
            Same("dual", s.Dual.ToArray());
            Same("dualNormalized", s.NormalizedDual.ToArray());
            Same("functionalMargins", s.FunctionalMargins.ToArray());
            SameNumber("gamma", s.Margin);
            SameNumber("dualEntropy", s.DualEntropy);
            SameNumber("marginGapConstant", s.MarginGapConstant);
            if (expected.TryGetProperty("support", out var support))
                Assert.Equal(ReferenceFiles.Integers(support), s.Support.ToArray());
        }
    }

    [Fact]
    public void GeneratedSolutionsSatisfyTheOptimalityConditionsAndCertificatesVanish()
    {
        var separable = 0;
        for (var seed = 0UL; seed < 200; seed++)
        {
            var key = new Key(seed);
            int n = 1 + (int)(Philox.At(key, RandomStream.Data, 0, 0).W0 % 30), d = 1 + (int)(Philox.At(key, RandomStream.Data, 0, 1).W0 % 12);
            var points = Matrix.Build(n, d, z => Draws.Gaussian(key, RandomStream.Data, 1, z));
            switch (HardMarginSolver.Solve(points))
            {
                case HardMargin.Separable s:
                    separable++;
                    for (var i = 0; i < n; i++)
                    {
                        Assert.True(s.FunctionalMargins[i] >= 1 - 1e-9, $"seed {seed}: margin {i} is {s.FunctionalMargins[i]:R}");
                        Assert.True(s.Dual[i] == 0 || Math.Abs(s.FunctionalMargins[i] - 1) < 1e-9, $"seed {seed}: complementarity {i}");
                    }

                    break;
                case HardMargin.NotSeparable c:
                    var sum = new double[d];
                    for (var i = 0; i < n; i++)
                        for (var j = 0; j < d; j++)
                            sum[j] += c.Certificate[i] * points[i, j];
                    Assert.True(sum.All(static v => Math.Abs(v) < 1e-8), $"seed {seed}: the certificate does not vanish");
                    Assert.True(c.Certificate.ToArray().All(static a => a >= 0), $"seed {seed}: negative weight");
                    break;
            }
        }

        Assert.InRange(separable, 40, 180);
    }
}
