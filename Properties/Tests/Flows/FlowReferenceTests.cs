using Marginalia.Flows;
using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class FlowReferenceTests
{
    [Fact]
    public void End_points_of_every_flow_equal_the_reference_vectors()
    {
        var method = DormandPrince.Create(1e-12, 0).IfFail(static e => throw new InvalidOperationException(string.Join(" ", e)));
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "flow_endpoint.json"))
        {
            var input = reference.GetProperty("input");
            var (objective, start) = ReferenceObjective.NormalizedFlow(input);
            var flow = input.GetProperty("flow").GetString() switch
            {
                "gradientFlow" => Flow.GradientFlow,
                "logLossFlow" => Flow.LogLossFlow,
                "unitLogLossFlow" => Flow.UnitLogLossFlow,
                "rhoVFlow" => Flow.RhoVFlow,
                "weightNormFlow" => Flow.WeightNormFlow with { Chart = new WeightNormChart(UnitStart: !input.TryGetProperty("initialV", out var v) || v.GetString() == "unit") },
                var other => throw new InvalidOperationException("Unknown flow " + other),
            };
            var found = flow.Follow(objective, start, method, Vector.Of(input.GetProperty("time").GetDouble()))
                .Match(static t => t, static e => throw new InvalidOperationException(e.Sentence));
            Assert.Equal(OdeOutcome.Reached, found.Outcome);
            var check = new ReferenceCheck(reference);
            var depth = objective.Network.Depth;
            check.Layers("weights", objective.Network, found.Final.Parameters.Flat);
            check.Array("logLoss", [found.Final.Statistics.LogLoss]);
            foreach (var norms in (string[])["rho", "g"])
            {
                if (!reference.GetProperty("expected").TryGetProperty(norms, out _))
                    continue;
                check.Array(norms, found.Final.Coordinates.Span[..depth]);
                check.Layers("v", objective.Network, Vector.Of(found.Final.Coordinates.Span[depth..]));
            }

            if (reference.GetProperty("expected").TryGetProperty("logPhysicalTimePlusOne", out _))
                check.Array("logPhysicalTimePlusOne", [found.Final.LogPhysicalTime]);
        }
    }
}
