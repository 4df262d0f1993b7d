using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Chains of inequalities between norms (C9, C10, C11, C16), path sums against enumeration (C4), and the minimum over rescalings (C5, C14, C15).</summary>
public sealed class InequalityLawTests
{
    private const double Slack = 1 + 1e-12;

    [Fact]
    public void PathNormsAreOrderedAndLieBelowProductsOfLayerNorms() => Sample.ForAll(100, sample =>
    {
        var (network, parameters) = Bare(sample);
        double Phi(double p) => Unwrap.Right(network.PathSums(parameters, p)).Norm;
        double OutMax(double p) => Unwrap.Right(network.PathSums(parameters, p)).OutputMaximum;
        double Product(Func<Matrix, double> norm) => Enumerable.Range(0, network.Depth).Select(k => norm(parameters.Weight(k))).Aggregate(1.0, static (a, b) => a * b);
        double Before(Func<Matrix, double> norm) => Product(norm) / norm(parameters.Weight(network.Depth - 1));
        var last = parameters.Weight(network.Depth - 1);
        var (one, two, infinite) = (Phi(1), Phi(2), Phi(double.PositiveInfinity));
        Assert.True(infinite <= two * Slack && two <= one * Slack);
        Assert.True(one <= Math.Sqrt(Unwrap.Right(network.PathCount()).Total) * two * Slack);
        Assert.True(OutMax(2) <= Product(static w => GroupNorm.Of(w, 2, double.PositiveInfinity)) * Slack);
        Assert.True(Product(static w => GroupNorm.Of(w, 2, double.PositiveInfinity)) <= Product(Sigma) * Slack);
        Assert.True(two <= Product(Frobenius) * Slack);
        Assert.True(two <= Frobenius(last) * Before(Sigma) * Slack);
        Assert.True(one <= Before(static w => GroupNorm.Of(w, 1, double.PositiveInfinity)) * GroupNorm.Of(last, 1, 1) * Slack);
    });

    [Fact]
    public void MatrixNormsAreOrdered() => Sample.ForAll(300, sample =>
    {
        var w = Random(sample);
        var (sigma, fro, rows) = (Sigma(w), Frobenius(w), GroupNorm.Of(w, 2, 1));
        var rank = Math.Min(w.Rows, w.Columns);
        Assert.True(sigma <= fro * Slack && fro <= Math.Sqrt(rank) * sigma * Slack);
        Assert.True(fro <= rows * Slack && rows <= Math.Sqrt(w.Rows) * fro * Slack);
        Assert.True(GroupNorm.Of(w, 2, double.PositiveInfinity) <= sigma * Slack);
        Assert.True(sigma * sigma <= GroupNorm.Of(w, 1, double.PositiveInfinity) * GroupNorm.Of(w.Transpose(), 1, double.PositiveInfinity) * Slack);
        Assert.InRange(fro * fro / (sigma * sigma), 1 - 1e-12, rank * Slack);
    });

    [Fact]
    public void TheProductOfGroupNormsLiesBelowThePowerOfTheirMean() => Sample.ForAll(100, sample =>
    {
        var (network, parameters) = Bare(sample);
        var (p, q) = (sample.Element(1, 1.5, 2, 3, double.PositiveInfinity), sample.Element(1, 1.5, 2, 3, double.PositiveInfinity));
        var norms = Enumerable.Range(0, network.Depth).Select(k => GroupNorm.Of(parameters.Weight(k), p, q)).ToArray();
        var mu = GroupNorm.Vector(norms, q);
        var mean = mu / (double.IsPositiveInfinity(q) ? 1 : Math.Pow(network.Depth, 1 / q));
        Assert.True(norms.Aggregate(1.0, static (a, b) => a * b) <= Math.Pow(mean, network.Depth) * Slack);
    });

    [Fact]
    public void PathSumsEqualTheEnumerationOfPaths() => Sample.ForAll(30, sample =>
    {
        var input = MeasureInstance.Of(sample).Input;
        foreach (var p in new[] { 1, 1.5, 2, 3, double.PositiveInfinity })
            CapacityCases.Check($"phi({p})", Enumerated(input.Network, input.Parameters, p), Unwrap.Right(input.Network.PathSums(input.Parameters, p)).Norm, 1e-12);
    });

    [Fact]
    public void TheUnitRepresentativeAttainsTheMinimumOverRescalings() => Sample.ForAll(40, sample =>
    {
        var instance = MeasureInstance.Of(sample);
        if (instance.Bias)
            return;
        var (network, parameters) = (instance.Input.Network, instance.Input.Parameters);
        foreach (var p in new[] { 1.0, 2, 3 })
        {
            double Value(Parameters w) => Enumerable.Range(0, network.Depth)
                .Select(k => GroupNorm.Of(w.Weight(k), p, k < network.Depth - 1 ? double.PositiveInfinity : p)).Aggregate(1.0, static (a, b) => a * b);
            var phi = Unwrap.Right(network.PathSums(parameters, p)).Norm;
            CapacityCases.Check("minimum", phi, Value(Unwrap.Right(network.UnitNormalized(parameters, p)).Parameters), 1e-12);
            Assert.True(Value(instance.Changed(Invariances.NodeRescaling, false).Parameters) >= phi * (1 - 1e-12));
        }
    });

    [Fact]
    public void TheBalancedFormIsTheMinimumAndTheSameFromEveryStart() => Sample.ForAll(20, sample =>
    {
        var instance = MeasureInstance.Of(sample);
        var network = instance.Input.Network;
        var balanced = Unwrap.Right(network.Balanced(instance.Input.Parameters));
        var other = instance.Changed(Invariances.NodeRescaling, false).Parameters;
        var again = Unwrap.Right(network.Balanced(other));
        CapacityCases.Check("minimum", balanced.SquaredNorm, again.SquaredNorm, 1e-10);
        CapacityCases.Check("weights", balanced.Parameters.Flat.ToArray(), again.Parameters.Flat.Span, 1e-7);
        Assert.True(other.Flat.ToArray().Sum(static w => w * w) >= balanced.SquaredNorm * (1 - 1e-12));
        if (!instance.Bias && network.Depth == 2)
        {
            var (u, v) = (instance.Input.Parameters.Weight(0), instance.Input.Parameters.Weight(1).Transpose());
            var closed = Enumerable.Range(0, u.Rows).Sum(h => 2 * GroupNorm.Vector(u.Row(h), 2) * GroupNorm.Vector(v.Row(h), 2));
            CapacityCases.Check("closed form", closed, balanced.SquaredNorm, 1e-12);
        }
    });

    private static double Enumerated(Network network, Parameters parameters, double p)
    {
        var paths = new List<double>();
        // Backwards from every output: through a weight to the unit below, or to the bias.
        void Walk(int layer, int unit, double product)
        {
            var blocks = network.Layout.OfNode(layer);
            if (blocks.Count > 1)
                paths.Add(Math.Abs(product * parameters.Of(blocks[1])[unit]));
            for (var u = 0; u < blocks[0].Columns; u++)
            {
                var next = product * parameters.Of(blocks[0])[(unit * blocks[0].Columns) + u];
                if (layer == 0)
                    paths.Add(Math.Abs(next));
                else
                    Walk(layer - 1, u, next);
            }
        }

        for (var k = 0; k < network.OutputCount; k++)
            Walk(network.Depth - 1, k, 1);
        return double.IsPositiveInfinity(p) ? paths.Max() : Math.Pow(paths.Sum(x => Math.Pow(x, p)), 1 / p);
    }

    private static (Network Network, Parameters Parameters) Bare(Sample sample)
    {
        int[] sizes = [.. Enumerable.Range(0, sample.Integer(2, 5)).Select(_ => sample.Integer(1, 6))];
        var network = NetworkInstances.Valid(Network.Dense(sizes, new Activation.Relu(), BiasPlacement.None));
        return (network, ReferenceNetworks.ParametersOf(network, sample.Gaussian(network.ParameterCount)));
    }

    private static Matrix Random(Sample sample)
    {
        var (rows, columns) = (sample.Integer(1, 6), sample.Integer(1, 6));
        return Matrix.Of(rows, columns, sample.Gaussian(rows * columns));
    }

    private static double Sigma(Matrix w) => Unwrap.Right(SpectralNorm.Of(w, NumericsPolicy.Portable(), new Key(1))).Value;

    private static double Frobenius(Matrix w) => GroupNorm.Vector(w.Span, 2);
}
