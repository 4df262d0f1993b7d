using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class GradientStepReferenceTests
{
    [Fact]
    public void Weights_and_balances_before_and_after_one_step_equal_the_reference_vectors()
    {
        foreach (var reference in ReferenceFiles.Cases("normalized-flow", "gd_step.json"))
        {
            var input = reference.GetProperty("input");
            var (objective, parameters) = NormalizedFlow(input);
            var check = new ReferenceCheck(reference);
            var arena = objective.At(parameters, out _);
            var next = new double[parameters.Flat.Length];
            var step = input.GetProperty("stepSize").GetDouble() * Elementary.Exp(arena.LogScale);
            arena.Backward(new Sink(next, parameters.Flat.Memory, 1, step));
            check.Layers("newWeights", objective.Network, Vector.Of(next));
            Balances("Before", objective.Network, parameters);
            Balances("After", objective.Network, parameters.With(Vector.Of(next)));

            void Balances(string when, Network network, Parameters point)
            {
                check.Array("layerBalance" + when, Valid(network.LayerBalances(point)).Span);
                check.Each("neuronBalance" + when, [.. Valid(network.NeuronBalances(point)).Map(static b => b.ToArray())]);
                if (check.Has("matrixBalance" + when))
                    check.Each("matrixBalance" + when, [.. Valid(network.MatrixBalances(point)).Map(static m => m.Span.ToArray())]);
            }
        }
    }
}
