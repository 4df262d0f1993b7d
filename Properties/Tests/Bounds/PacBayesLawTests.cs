using LanguageExt;
using Marginalia.Bounds;
using Marginalia.Laws;
using Marginalia.Measures;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>The sampled PAC-Bayes bound, and the exact supremum against drawn units; closed forms and orders are the laws C39 and C45.</summary>
public sealed class PacBayesLawTests
{
    [Fact]
    public void TheSampledBoundLiesAboveItsOwnErrorAndNamesItsDraws() => Sample.ForAll(3, sample =>
    {
        var input = new ArchitectureRecipe.Dense(Array(3, 4, 3), sample.Integer(0, 1) == 1, 0, Awkwardness.None, sample.Key.Value).Input(NumericsPolicy.Portable());
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
