using System.Text.Json;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;

namespace Marginalia.Tests;

public sealed class NetworkGradientReferenceTests
{
    [Fact]
    public void Outputs_margins_weights_and_gradients_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "network_gradient.json"))
        {
            var (objective, parameters) = ReferenceObjective.NormalizedFlow(reference.GetProperty("input"));
            var check = new ReferenceCheck(reference);
            var evaluation = objective.Evaluate(parameters);
            var statistics = evaluation.Statistics;
            var direction = ReferenceObjective.Valid(objective.LogGradient(parameters));
            var gradient = objective.Gradient(parameters);
            check.Array("outputs", evaluation.Outputs.Span);
            check.Array("margins", evaluation.Margins.Span);
            check.Array("softMargins", evaluation.SoftMargins.Span);
            check.Array("weights", evaluation.ExampleWeights.Span);
            check.Array("logLoss", [statistics.LogLoss]);
            check.Array("radialSum", [statistics.RadialSum]);
            check.Layers("gradNegLogLoss", objective.Network, direction);
            check.Layers("gradLoss", objective.Network, gradient);
            check.Array("layerInner", [.. objective.Network.Layout.Weights.Map(b => objective.Numerics.Kernels.Dot(Part(parameters.Flat, b), Part(direction, b)))]);
            var degrees = objective.Network.Homogeneity.Match(static d => d.Map(static k => (double)k).ToArray(), static _ => []);
            check.Array("degrees", degrees);
        }
    }

    private static ReadOnlySpan<double> Part(Vector flat, Block block) => flat.Span.Slice(block.Offset, block.Size);
}
