using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.ReferenceObjective;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Tests;

public sealed class PlanTests
{
    private static readonly Objective Exponential = TrainingInstances.Separable(new Loss.Exponential(), [2, 1], new Activation.Linear());
    private static readonly Objective Squared = TrainingInstances.Separable(Loss.Half, [2, 1], new Activation.Linear());

    [Fact]
    public void Every_error_of_a_plan_is_reported_at_once()
    {
        var errors = Errors(Plan.Create(
            Squared, new MarginSafeController(Floor: -1), new Constant(-0.1), -5, new Epochs(9), Array<StoppingRule>(new TargetPsi(double.NaN), new ZeroError()), Array<Probe>(new LossProbe(), new LossProbe()),
            new ObservationSchedule.Every(0), -1));
        string[] sentences = [.. errors.Select(static e => e.Sentence)];
        Assert.Equal(
            [
                "floor = -1 is not allowed; use a positive number.",
                "the step size = -0.1 is not allowed; use a positive number.",
                "the batch size = 9 is not allowed; use 1 to 4, the number of examples.",
                "the observation interval = 0 is not allowed; use 1 or more.",
                "the step cap = -5 is not allowed; use 0 or a positive number.",
                "the checkpoint interval = -1 is not allowed; use 0 or a positive number.",
                "the target of psi = NaN is not allowed; use a finite number.",
                "A target of psi is not supported: the half loss has no logarithm of its sum; give a target of the mean loss.",
                "Rule marginSafeController with the half loss is not supported: it follows the logarithm of the loss, which can be 0; take gradientDescent, or an exponential-type loss.",
                "Rule marginSafeController with the sampler epochs(size=9) is not supported: it compares the losses of successive steps; take all examples in every step, or another rule.",
            ],
            sentences);
    }

    [Fact]
    public void Columns_of_one_name_are_refused()
    {
        var error = Assert.Single(Errors(Plan.Create(Exponential, new GradientDescent(), new Constant(0.1), 5, probes: Array<Probe>(new LossProbe(), new MarginProbe(), new MarginProbe()))).Take(1));
        Assert.Equal("A column of the trajectory = 'minMargin' is not allowed; use probes whose columns have different names.", error.Sentence);
    }

    [Fact]
    public void A_state_of_another_network_or_rule_is_refused()
    {
        var plan = Valid(Plan.Create(Exponential, new Momentum(), new Constant(0.1), 5));
        var other = TrainingInstances.Separable(new Loss.Exponential(), [2, 2, 1], new Activation.Linear());
        var start = Valid(Run.Start(plan, TrainingInstances.At(Exponential, 1, 2), new Key(1)));
        var descent = Valid(Run.Start(Valid(Plan.Create(Exponential, new GradientDescent(), new Constant(0.1), 5)), start.Parameters, new Key(1)));
        Assert.Equal(
            "The parameters has shape 6 in 2 blocks but 2 in 1 blocks, the layout of the network, is needed; reshape it or change the network.",
            Sentence(Run.Start(plan, ObjectiveInstance.Point(other, new Sample(new Key(1)), 1), new Key(1))));
        Assert.Contains("velocity[2], which momentum carries", Sentence(Run.Continue(plan, descent)), StringComparison.Ordinal);
        Assert.Equal("the step of the state = -1 is not allowed; use 0 or more.", Sentence(Run.Continue(plan, start with { Step = -1 })));
    }

    [Fact]
    public void A_probe_that_cannot_look_at_the_objective_is_refused_with_its_reason()
    {
        var biased = Valid(Objective.Create(Valid(Network.Dense([2, 2, 1], new Activation.Tanh(), BiasPlacement.All)), Exponential.Data, new Loss.Exponential(), Reduction.Sum, Arithmetic));
        Assert.NotEmpty(Errors(Plan.Create(biased, new GradientDescent(), new Constant(0.1), 5, probes: Array<Probe>(new BalanceProbe()))));
        var wide = Valid(Data.Dataset.Create("wide", Matrix.Of(1, 3, [1, 2, 3]), new Data.Targets.Signs(Vector.Of(1)), ""));
        var errors = Errors(Plan.Create(Exponential, new GradientDescent(), new Constant(0.1), 5, probes: Array<Probe>(new HoldoutProbe(wide))));
        Assert.Equal("shapeMismatch", Assert.Single(errors).Category);
    }

    [Fact]
    public void A_state_at_the_cap_is_judged_and_returned_as_it_is()
    {
        var plan = Valid(Plan.Create(Exponential, new GradientDescent(), new Constant(0.1), 5, probes: Probes.All));
        var first = TrainingInstances.Run(plan, TrainingInstances.At(Exponential, 0, 0));
        var again = Valid(Run.Continue(plan, first.Final));
        Assert.Equal(first.Final, again.Final);
        Assert.Equal(first.Rows[^1], Assert.Single(again.Rows));
    }

    private static string Sentence<T>(Either<Error, T> result) => result.Match(static _ => "", static e => e.Sentence);
}
