using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

/// <summary>Symmetries leave the function alone; balances are what gradient flow conserves.</summary>
public class SymmetryTests
{
    private static readonly Tolerance RoundOff = new(0, 1e-12, ToleranceScale.PerArray);

    public static TheoryData<string> Networks => NetworkInstances.All;

    private static T Right<T>(Either<Error, T> either) => either.Match(static r => r, static e => throw new InvalidOperationException(e.Sentence));

    private static string Category<T>(Either<Error, T> either) => either.Match(static _ => "accepted", static e => e.Category);

    private static Parameters Of(Network network, double[] theta) => ReferenceNetworks.ParametersOf(network, theta);

    private static bool IsChain(Network network) => network.Nodes.ForAll(static n => n.Operation is Dense or CarriedDense);

    private static bool IsHomogeneousChain(Network network) => IsChain(network) && network.Depth > 1 && network.Nodes.Count == network.Depth
        && network.Nodes.Take(network.Depth - 1).All(static n => (n.Operation is Dense d ? d.Activation : ((CarriedDense)n.Operation).Activation).HomogeneityPower.IsSome)
        && network.Nodes.Map(static n => n.Inputs[0]).SequenceEqual(Enumerable.Range(0, network.Depth));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Rescaling_any_hidden_unit_leaves_the_outputs_unchanged(string name)
    {
        var network = NetworkInstances.Of(name);
        var probe = new PassProbe(network, 53);
        if (!IsHomogeneousChain(network))
        {
            Assert.Equal("unsupported", Category(network.RescaleNode(Of(network, probe.Theta), 0, 0, 2)));
            return;
        }

        var rescaled = Of(network, probe.Theta);
        for (var layer = 0; layer < network.Depth - 1; layer++)
            for (var unit = 0; unit < network.Shapes[layer + 1].Size; unit++)
                rescaled = Right(network.RescaleNode(rescaled, layer, unit, 0.5 + (0.3 * unit)));
        Assert.NotEqual(probe.Theta, rescaled.Flat.ToArray());
        Assert.Equal(-1, RoundOff.FirstDifference(probe.Outputs(rescaled.Flat.ToArray()), probe.Outputs(probe.Theta)));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Permuting_hidden_units_leaves_the_outputs_unchanged(string name)
    {
        var network = NetworkInstances.Of(name);
        if (!IsChain(network) || network.Depth < 3 || name == "unused branch")
            return;
        var probe = new PassProbe(network, 59);
        var permuted = Right(network.PermuteUnits(Of(network, probe.Theta), 0, [3, 0, 4, 1, 2]));
        permuted = Right(network.PermuteUnits(permuted, 1, [1, 2, 3, 0]));
        Assert.NotEqual(probe.Theta, permuted.Flat.ToArray());
        Assert.Equal(-1, RoundOff.FirstDifference(probe.Outputs(permuted.Flat.ToArray()), probe.Outputs(probe.Theta)));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradient_flow_conserves_the_balance_of_every_hidden_unit(string name)
    {
        var network = NetworkInstances.Of(name);
        if (!IsHomogeneousChain(network))
            return;
        var probe = new PassProbe(network, 61);
        var gradient = probe.Gradient(probe.Theta);
        // Along theta' = -g the rate of a quadratic q is (q(theta - g) - q(theta + g)) / 2; it is zero for a conserved one.
        var plus = Right(network.NeuronBalances(Of(network, PassProbe.Step(probe.Theta, 1, gradient))));
        var minus = Right(network.NeuronBalances(Of(network, PassProbe.Step(probe.Theta, -1, gradient))));
        var scale = PassProbe.Dot(probe.Theta, probe.Theta) + PassProbe.Dot(gradient, gradient);
        for (var k = 0; k < plus.Count; k++)
            for (var j = 0; j < plus[k].Length; j++)
                Assert.True(Math.Abs(plus[k][j] - minus[k][j]) <= 1e-13 * scale, $"layer {k}, unit {j}: {plus[k][j] - minus[k][j]:R}");
    }

    [Theory]
    [InlineData(BiasPlacement.None)]
    [InlineData(BiasPlacement.First)]
    [InlineData(BiasPlacement.All)]
    [InlineData(BiasPlacement.Propagated)]
    [InlineData(BiasPlacement.Output)]
    public void Gradient_flow_of_a_linear_network_conserves_the_matrix_balance(BiasPlacement bias)
    {
        var network = NetworkInstances.Of($"dense linear {bias.Word}");
        var probe = new PassProbe(network, 67);
        var gradient = probe.Gradient(probe.Theta);
        var plus = Right(network.MatrixBalances(Of(network, PassProbe.Step(probe.Theta, 1, gradient))));
        var minus = Right(network.MatrixBalances(Of(network, PassProbe.Step(probe.Theta, -1, gradient))));
        var scale = PassProbe.Dot(probe.Theta, probe.Theta) + PassProbe.Dot(gradient, gradient);
        // The carrier is held back by its missing weights, so only ordinary units count; their outgoing weights are complete.
        for (var k = 0; k < plus.Count; k++)
        {
            var units = network.Layout.Weights[k].Rows;
            for (var a = 0; a < units; a++)
                for (var b = 0; b < units; b++)
                    Assert.True(Math.Abs(plus[k][a, b] - minus[k][a, b]) <= 1e-13 * scale);
        }
    }

    [Fact]
    public void Layer_and_neuron_and_matrix_balances_fit_each_other()
    {
        var network = NetworkInstances.Of("dense relu all");
        var parameters = Of(network, new PassProbe(network, 71).Theta);
        var layers = Right(network.LayerBalances(parameters));
        var neurons = Right(network.NeuronBalances(parameters));
        var matrices = Right(network.MatrixBalances(parameters));
        for (var k = 0; k < layers.Length; k++)
        {
            var trace = Enumerable.Range(0, matrices[k].Rows).Sum(j => matrices[k][j, j]);
            Assert.Equal(layers[k], neurons[k].ToArray().Sum(), 1e-14);
            Assert.Equal(layers[k], -trace, 1e-13);
        }
    }

    [Fact]
    public void Bad_requests_are_errors_with_the_value()
    {
        var network = NetworkInstances.Of("dense relu all");
        var parameters = Of(network, new PassProbe(network, 73).Theta);
        foreach (var bad in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            Assert.Equal("parameterDomain", Category(network.RescaleNode(parameters, 0, 0, bad)));
            Assert.Equal("parameterDomain", Category(network.RescaleLayers(parameters, [1, bad, 1])));
        }

        Assert.Equal("shapeMismatch", Category(network.RescaleLayers(parameters, [1, 1])));
        Assert.Equal("parameterDomain", Category(network.RescaleNode(parameters, 2, 0, 2)));
        Assert.Equal("parameterDomain", Category(network.RescaleNode(parameters, -1, 0, 2)));
        Assert.Equal("parameterDomain", Category(network.RescaleNode(parameters, 0, 5, 2)));
        Assert.Equal("parameterDomain", Category(network.PermuteUnits(parameters, 0, [0, 1, 2, 3, 3])));
        Assert.Equal("parameterDomain", Category(network.PermuteUnits(parameters, 0, [0, 1, 2, 3])));
        Assert.Equal("parameterDomain", Category(network.PermuteUnits(parameters, 1, [0, 1, 2, 4])));
        var residual = NetworkInstances.Of("residual relu");
        Assert.Equal("unsupported", Category(residual.LayerBalances(Of(residual, new PassProbe(residual, 1).Theta))));
        var one = NetworkInstances.Of("dense one layer");
        Assert.Equal("unsupported", Category(one.RescaleNode(Of(one, new PassProbe(one, 1).Theta), 0, 0, 2)));
        Assert.Equal(0, Right(one.LayerBalances(Of(one, new PassProbe(one, 1).Theta))).Length);
    }
}
