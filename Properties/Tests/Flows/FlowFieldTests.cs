using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class FlowFieldTests
{
    [Theory]
    [InlineData(FlowClock.PhysicalTime, 0)]
    [InlineData(FlowClock.PhysicalTime, 0.3)]
    [InlineData(FlowClock.LogLossTime, 0)]
    [InlineData(FlowClock.UnitLogLossTime, 0)]
    public void The_slope_computed_where_it_lies_has_the_bits_of_the_slope_computed_in_buffers(FlowClock clock, double decay) => Sample.ForAll(20, sample =>
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, sample.Integer(1, 40), 1], new Activation.Tanh());
        var field = new FlowField(objective, Flow.GradientFlow.In(clock) with { WeightDecay = decay });
        var start = field.Start(ObjectiveInstance.Point(objective, sample, 0.5));
        var (copied, inPlace) = (new double[start.Length], new double[start.Length]);
        field.Problem.Field(0, start.Span, copied);
        field.Problem.InPlace!(0, start.Memory, inPlace);
        Assert.True(Bits.Equal(copied, inPlace));
    });

    [Fact]
    public void Only_a_chart_whose_coordinates_are_the_weights_computes_its_slope_where_it_lies()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 3, 1], new Activation.Linear());
        Assert.NotNull(new FlowField(objective, Flow.LogLossFlow).Problem.InPlace);
        foreach (var flow in new[] { Flow.RhoVFlow, Flow.WeightNormFlow, Flow.SphereFlow })
            Assert.Null(new FlowField(objective, flow).Problem.InPlace);
    }
}
