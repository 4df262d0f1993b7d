using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class DecompositionReferenceTests
{
    [Fact]
    public void Norms_directions_margins_and_entropy_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "decomposition.json"))
        {
            var (objective, parameters) = NormalizedFlow(reference.GetProperty("input"));
            var (network, kernels) = (objective.Network, objective.Numerics.Kernels);
            var check = new ReferenceCheck(reference);
            var parts = Valid(network.Decompose(parameters, kernels));
            var statistics = objective.Statistics(parameters);
            var margins = objective.NormalizedMargins(parameters);
            check.Array("rho", parts.LayerNorms.Span);
            check.Layers("v", network, parts.Directions.Flat);
            check.Array("productNorm", [network.ProductNorm(parts.LayerNorms).OrNaN]);
            check.Array("totalNorm", [network.TotalNorm(parameters, kernels)]);
            check.Array("homogeneityDegree", [network.TotalDegree.IfNone(-1)]);
            check.Array("normalizedOutputs", objective.Evaluate(parts.Directions).Outputs.Span);
            check.Array("logLoss", [statistics.LogLoss]);
            check.Array("softMinMargin", [statistics.SoftMinMargin]);
            check.Array("minMargin", [statistics.MinMargin]);
            check.Array("minMarginProduct", [margins.MinProduct.OrNaN]);
            check.Array("minMarginTotal", [margins.MinTotal.OrNaN]);
            check.Array("smoothedMarginProduct", [margins.SmoothedProduct.OrNaN]);
            check.Array("smoothedMarginTotal", [margins.SmoothedTotal.OrNaN]);
            check.Array("weightEntropy", [statistics.WeightEntropy]);
        }
    }
}
