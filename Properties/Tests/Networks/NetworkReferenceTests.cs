using System.Text.Json;
using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Xunit;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

/// <summary>Outputs, degrees, decomposition and balances against the reference vectors.</summary>
public class NetworkReferenceTests
{
    private static readonly ReferenceKernels Kernels = new();

    private static T Right<T>(Either<Error, T> either) => either.Match(static r => r, static e => throw new InvalidOperationException(e.Sentence));

    private static void Agree(JsonElement test, string what, ReadOnlySpan<double> actual, JsonElement expected)
    {
        var tolerance = new Tolerance(test.GetProperty("absTol").GetDouble(), test.GetProperty("relTol").GetDouble(), ToleranceScale.PerArray);
        var at = tolerance.FirstDifference(actual, ReferenceFiles.Flat(expected));
        Assert.True(at < 0, $"{test.GetProperty("id")}: {what} differs at {at}");
    }

    [Fact]
    public void Outputs_and_degrees_agree_with_the_reference()
    {
        foreach (var test in ReferenceFiles.Cases("normalized-flow", "network_gradient.json"))
        {
            var (input, expected) = (test.GetProperty("input"), test.GetProperty("expected"));
            var network = ReferenceNetworks.NormalizedFlow(input);
            var parameters = ReferenceNetworks.ParametersOf(network, input.GetProperty("weights"));
            Agree(test, "outputs", ReferenceNetworks.Outputs(network, parameters, ReferenceFiles.Flat(input.GetProperty("x"))), expected.GetProperty("outputs"));
            Assert.Equal(ReferenceFiles.Integers(expected.GetProperty("degrees")), network.HomogeneityDegrees.Match(static d => d.ToArray(), static () => []));
        }
    }

    [Fact]
    public void Norms_directions_and_normalized_outputs_agree_with_the_reference()
    {
        foreach (var test in ReferenceFiles.Cases("normalized-flow", "decomposition.json"))
        {
            var (input, expected) = (test.GetProperty("input"), test.GetProperty("expected"));
            var network = ReferenceNetworks.NormalizedFlow(input);
            var parameters = ReferenceNetworks.ParametersOf(network, input.GetProperty("weights"));
            var polar = Right(network.Decompose(parameters, Kernels));
            Agree(test, "rho", polar.LayerNorms.Span, expected.GetProperty("rho"));
            for (var k = 0; k < network.Depth; k++)
                Agree(test, $"v[{k}]", polar.Directions.Weight(k).Span, expected.GetProperty("v")[k]);
            Agree(test, "productNorm", [network.ProductNorm(polar.LayerNorms).OrNaN], expected.GetProperty("productNorm"));
            Agree(test, "exp of logProductNorm", [Elementary.Exp(network.LogProductNorm(polar.LayerNorms).OrNaN)], expected.GetProperty("productNorm"));
            Agree(test, "totalNorm", [network.TotalNorm(parameters, Kernels)], expected.GetProperty("totalNorm"));
            Assert.Equal(expected.GetProperty("homogeneityDegree").GetInt64(), network.TotalDegree.IfNone(-1));
            Agree(test, "normalizedOutputs", ReferenceNetworks.Outputs(network, polar.Directions, ReferenceFiles.Flat(input.GetProperty("x"))), expected.GetProperty("normalizedOutputs"));
        }
    }

    [Fact]
    public void Balances_before_and_after_a_step_agree_with_the_reference()
    {
        foreach (var test in ReferenceFiles.Cases("normalized-flow", "gd_step.json"))
        {
            var (input, expected) = (test.GetProperty("input"), test.GetProperty("expected"));
            var network = ReferenceNetworks.NormalizedFlow(input);
            foreach (var (suffix, weights) in new[] { ("Before", input.GetProperty("weights")), ("After", expected.GetProperty("newWeights")) })
            {
                var parameters = ReferenceNetworks.ParametersOf(network, weights);
                if (expected.TryGetProperty("layerBalance" + suffix, out var layers))
                    Agree(test, "layerBalance" + suffix, Right(network.LayerBalances(parameters)).Span, layers);
                if (expected.TryGetProperty("neuronBalance" + suffix, out var neurons))
                    AgreeEach(test, "neuronBalance" + suffix, [.. Right(network.NeuronBalances(parameters)).Map(static v => v.ToArray())], neurons);
                if (expected.TryGetProperty("matrixBalance" + suffix, out var matrices))
                    AgreeEach(test, "matrixBalance" + suffix, [.. Right(network.MatrixBalances(parameters)).Map(static m => m.Span.ToArray())], matrices);
            }
        }
    }

    private static void AgreeEach(JsonElement test, string what, double[][] actual, JsonElement expected)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Length);
        for (var k = 0; k < actual.Length; k++)
            Agree(test, $"{what}[{k}]", actual[k], expected[k]);
    }
}
