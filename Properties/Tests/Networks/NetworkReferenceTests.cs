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

    [Fact]
    public void Outputs_and_degrees_agree_with_the_reference()
    {
        foreach (var test in ReferenceFiles.Cases("normalized-flow", "network_gradient.json"))
        {
            var input = test.GetProperty("input");
            var network = ReferenceNetworks.NormalizedFlow(input);
            var parameters = ReferenceNetworks.ParametersOf(network, input.GetProperty("weights"));
            var check = new ReferenceCheck(test);
            check.Array("outputs", ReferenceNetworks.Outputs(network, parameters, ReferenceFiles.Flat(input.GetProperty("x"))));
            check.Array("degrees", network.HomogeneityDegrees.Match(static d => d.Map(static k => (double)k).ToArray(), static () => []));
        }
    }

    [Fact]
    public void Norms_directions_and_normalized_outputs_agree_with_the_reference()
    {
        foreach (var test in ReferenceFiles.Cases("normalized-flow", "decomposition.json"))
        {
            var input = test.GetProperty("input");
            var network = ReferenceNetworks.NormalizedFlow(input);
            var parameters = ReferenceNetworks.ParametersOf(network, input.GetProperty("weights"));
            var polar = Right(network.Decompose(parameters, Kernels));
            var check = new ReferenceCheck(test);
            check.Array("rho", polar.LayerNorms.Span);
            check.Layers("v", network, polar.Directions.Flat);
            check.Array("productNorm", [network.ProductNorm(polar.LayerNorms).OrNaN]);
            check.Array("productNorm", [Elementary.Exp(network.LogProductNorm(polar.LayerNorms).OrNaN)]);
            check.Array("totalNorm", [network.TotalNorm(parameters, Kernels)]);
            check.Array("homogeneityDegree", [network.TotalDegree.IfNone(-1)]);
            check.Array("normalizedOutputs", ReferenceNetworks.Outputs(network, polar.Directions, ReferenceFiles.Flat(input.GetProperty("x"))));
        }
    }

    [Fact]
    public void Balances_before_and_after_a_step_agree_with_the_reference()
    {
        foreach (var test in ReferenceFiles.Cases("normalized-flow", "gd_step.json"))
        {
            var (input, expected) = (test.GetProperty("input"), test.GetProperty("expected"));
            var (network, check) = (ReferenceNetworks.NormalizedFlow(input), new ReferenceCheck(test));
            foreach (var suffix in (string[])["Before", "After"])
            {
                var weights = input.GetProperty("weights");
                if (suffix == "After" && !expected.TryGetProperty("newWeights", out weights))
                    continue;
                var parameters = ReferenceNetworks.ParametersOf(network, weights);
                check.Array("layerBalance" + suffix, Right(network.LayerBalances(parameters)).Span);
                check.Each("neuronBalance" + suffix, [.. Right(network.NeuronBalances(parameters)).Map(static v => v.ToArray())]);
                if (check.Has("matrixBalance" + suffix))
                    check.Each("matrixBalance" + suffix, [.. Right(network.MatrixBalances(parameters)).Map(static m => m.Span.ToArray())]);
            }
        }
    }
}
