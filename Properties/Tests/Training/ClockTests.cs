using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ClockTests
{
    private static readonly Objective Exponential = TrainingInstances.Separable(new Loss.Exponential(), [2, 1], new Activation.Linear());

    [Theory]
    [InlineData(Reduction.Sum, 1)]
    [InlineData(Reduction.Mean, 4)]
    public void Gradient_descent_runs_on_the_physical_time_of_the_summed_loss(Reduction reduction, int count)
    {
        var clocks = Clocks(Exponential.Reduced(reduction), new GradientDescent(), 0.05, 200, [0.3, 0.1]);
        Assert.Equal(Math.Log(1 + (200 * 0.05 / count)), clocks.LogPhysicalTime, 1e-13);
        Assert.Equal(0, clocks.UnitLogLossTime);
        Assert.True(clocks.LogLossTime > 0);
    }

    [Fact]
    public void Squared_losses_have_physical_time_only()
    {
        var clocks = Clocks(TrainingInstances.Separable(Loss.Half, [2, 1], new Activation.Linear()), new GradientDescent(), 0.05, 200, [0.3, 0.1]);
        Assert.Equal(Math.Log(1 + (200 * 0.05)), clocks.LogPhysicalTime, 1e-13);
        Assert.Equal((0, 0), (clocks.LogLossTime, clocks.UnitLogLossTime));
    }

    [Fact]
    public void Log_loss_rules_run_on_the_clocks_that_they_are_named_after()
    {
        Assert.Equal(200 * 0.05, Clocks(Exponential, new LogGradientDescent(), 0.05, 200, [0.3, 0.1]).LogLossTime, 1e-12);
        Assert.Equal(200 * 0.05, Clocks(Exponential, new UnitLogLossDescent(), 0.05, 200, [0.3, 0.1]).UnitLogLossTime, 1e-12);
    }

    [Fact]
    public void With_small_steps_the_gain_of_psi_is_the_unit_log_loss_time()
    {
        var start = TrainingInstances.At(Exponential, 0.3, 0.1);
        var run = TrainingInstances.Run(Valid(Plan.Create(Exponential, new UnitLogLossDescent(), new Constant(1e-4), 20000)), start);
        Assert.Equal(Exponential.Statistics(run.Final.Parameters).Psi - Exponential.Statistics(start).Psi, run.Final.Clocks.UnitLogLossTime, 1e-3);
    }

    [Fact]
    public void The_logarithm_of_physical_time_passes_where_the_time_itself_overflows()
    {
        var clocks = Clocks(Exponential, new UnitLogLossDescent(), 0.5, 4000, [0.3, 0.1]);
        // t grows like exp(psi) / |g|^2, and psi by 1/2 per step.
        Assert.InRange(clocks.LogPhysicalTime, 1990, 2010);
        Assert.True(double.IsFinite(clocks.LogLossTime));
    }

    [Fact]
    public void Rejected_steps_cost_evaluations_and_no_time()
    {
        var info = new StepInfo(Exponential.Statistics(TrainingInstances.At(Exponential, 1, 1)), 0.1, double.NegativeInfinity, 2, false, false, 1);
        Assert.Equal(Training.Clocks.Zero with { Evaluations = 1 }, Training.Clocks.Zero.After(info));
    }

    private static Clocks Clocks(Objective objective, Rule rule, double rate, long steps, double[] theta) =>
        TrainingInstances.Run(Valid(Plan.Create(objective, rule, new Constant(rate), steps)), TrainingInstances.At(objective, theta)).Final.Clocks;
}
