using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Measures;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>The sampled PAC-Bayes bound, closed forms on random vectors (C45), and Rademacher bounds on generated points (C39).</summary>
public sealed class PacBayesLawTests
{
    [Fact]
    public void TheSampledBoundLiesAboveItsOwnErrorAndNamesItsDraws() => Sample.ForAll(3, sample =>
    {
        var input = MeasureInstance.Of(sample).Input;
        foreach (var given in new[] { input, input with { Initial = Option<Networks.Parameters>.None } })
        {
            var bound = BoundTable.Find("pacbayes-flatness.sampled").Match(static b => b, static () => throw new InvalidOperationException()).Compute(given, 0.05);
            if (bound.Status is BoundStatus.Void)
                continue;
            Assert.IsType<BoundStatus.Sampled>(bound.Status);
            var error = bound.Inputs.Find(static i => i.Name.StartsWith("mean error", StringComparison.Ordinal)).Match(static i => i.Value.OrNaN, static () => double.NaN);
            Assert.InRange(bound.Value.OrNaN, error, 1);
        }
    });

    [Fact]
    public void TheBestPriorVarianceOfTheMagnitudeFormIsAMinimumAndItsKlTheGeneralOne() => Sample.ForAll(50, sample =>
    {
        var d = sample.Gaussian(sample.Integer(2, 9));
        var (sigma, eps) = (sample.Uniform(0.05, 2), sample.Uniform(0.001, 0.1));
        double[] zero = new double[d.Length], variances = [.. d.Select(x => (eps * eps) + (sigma * sigma * x * x))];
        var best = (eps * eps) + (((sigma * sigma) + 1) * d.Sum(static x => x * x) / d.Length);
        double Kl(double prior) => PacBayes.DiagonalKl(d, variances, zero, [.. d.Select(_ => prior)]);
        CapacityCases.Check("KL", Kl(best), PacBayes.MagnitudeKl(d, sigma, eps), 1e-10);
        Assert.True(Kl(best) <= Kl(best * 1.01) && Kl(best) <= Kl(best / 1.01));
    });

    [Fact]
    public void TheInverseOfTheBernoulliKlInvertsIt() => Sample.ForAll(100, sample =>
    {
        var (q, c) = (sample.Element(0, sample.Uniform(0, 1), sample.Uniform(0, 1)), sample.Uniform(0, 2));
        var p = PacBayes.InverseKl(q, c);
        Assert.InRange(p, q, 1);
        Assert.True(PacBayes.BernoulliKl(q, p) <= c);
        if (p < 0.999)
            CapacityCases.Check("kl", c, PacBayes.BernoulliKl(q, p), 1e-8);
    });

    [Fact]
    public void ExactRademacherComplexitiesOfGeneratedPointsLieBelowEveryBound() => Sample.ForAll(10, sample =>
    {
        var m = sample.Integer(2, 8);
        var inputs = Matrix.Of(m, 2, sample.Gaussian(2 * m));
        foreach (var p in new[] { 1, 2 })
        {
            var exact = Unwrap.Right(TwoLayerClass.ExactInPlane(inputs, p));
            var linear = Unwrap.Right(LinearClass.Exact(inputs, p));
            Assert.True(exact <= 2 * linear * (1 + 1e-12));
            Assert.True(linear <= LinearClass.DataBound(inputs, p) * (1 + 1e-12));
            Assert.True(linear <= LinearClass.WorstCase(inputs, p) * (1 + 1e-12));
        }
    });

    [Fact]
    public void TheExactSupremumIsNeverBelowThatOfDrawnUnits() => Sample.ForAll(10, sample =>
    {
        var m = sample.Integer(2, 6);
        var inputs = Matrix.Of(m, 2, sample.Gaussian(2 * m));
        var units = Enumerable.Range(0, 200).Select(_ => sample.Gaussian(2)).ToArray();
        foreach (var p in new[] { 1, 2 })
        {
            var sum = 0.0;
            for (var code = 0; code < 1 << m; code++)
                sum += units.Max(v => Math.Abs(Enumerable.Range(0, m).Sum(i => ((code >> i & 1) == 0 ? 1 : -1) * Math.Max(0, (v[0] * inputs[i, 0]) + (v[1] * inputs[i, 1])))) / GroupNorm.Vector(v, p));
            var exact = Unwrap.Right(TwoLayerClass.ExactInPlane(inputs, p));
            Assert.InRange(sum / (1 << m) / m, 0.9 * exact, exact * (1 + 1e-12));
        }
    });
}
