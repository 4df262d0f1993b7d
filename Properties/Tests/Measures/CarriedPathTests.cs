using Marginalia.Measures;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

/// <summary>Path sums of networks whose biases are carried from layer to layer.</summary>
public sealed class CarriedPathTests
{
    [Fact]
    public void CarriersOfWeightOneGiveThePathsOfOrdinaryBiases() => Sample.ForAll(30, static sample =>
    {
        int[] sizes = [3, sample.Integer(1, 5), sample.Integer(1, 5), 2];
        var (carried, ordinary) = (Made(sizes, BiasPlacement.Propagated), Made(sizes, BiasPlacement.All));
        var given = Unwrap.Valid(Parameters.Create(ordinary.Layout, Vector.Of(sample.Gaussian(ordinary.ParameterCount))));
        var flat = new double[carried.ParameterCount];
        Array.Fill(flat, 1);
        foreach (var block in ordinary.Layout.Blocks)
            given.Of(block).CopyTo(flat.AsSpan(carried.Layout.Blocks.Find(b => b.Name == block.Name).IfNone(() => throw new InvalidOperationException(block.Name)).Offset));
        var parameters = Unwrap.Valid(Parameters.Create(carried.Layout, Vector.Of(flat)));
        foreach (var p in new[] { 1, 1.5, 2, double.PositiveInfinity })
            foreach (var biases in new[] { true, false })
            {
                var (expected, found) = (Unwrap.Right(ordinary.PathSums(given, p, biases)), Unwrap.Right(carried.PathSums(parameters, p, biases)));
                CapacityCases.Check($"p = {p}", expected.Norm, found.Norm, 1e-13);
            }

        Assert.Equal(Unwrap.Right(ordinary.PathCount()).Total, Unwrap.Right(carried.PathCount()).Total);
    });

    [Fact]
    public void TheConditionerIsHalfTheSecondDerivativeOfTheSquaredPathNorm() => Sample.ForAll(10, static sample =>
    {
        var network = Made([2, 3, 2, 1], BiasPlacement.Propagated);
        var parameters = Unwrap.Valid(Parameters.Create(network.Layout, Vector.Of(sample.Gaussian(network.ParameterCount))));
        var kappa = Unwrap.Right(network.PathConditioner(parameters, 2));
        double At(int i, double w) => Unwrap.Right(network.PathSums(parameters.With(Vector.Build(network.ParameterCount, x =>
        {
            parameters.Flat.Span.CopyTo(x);
            x[i] = w;
        })), 2)).Total;
        // A parameter sits on one edge, so the square of the path norm is a quadratic without a linear term in it.
        for (var i = 0; i < network.ParameterCount; i++)
            Assert.Equal(At(i, 1) - At(i, 0), kappa[i], 1e-11 * (1 + At(i, 1)));
    });

    private static Network Made(int[] sizes, BiasPlacement biases) => Unwrap.Valid(Network.Dense(sizes, new Activation.Relu(), biases));
}
