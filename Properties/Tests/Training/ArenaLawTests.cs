using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ArenaLawTests
{
    private const int Steps = 23;

    public static TheoryData<string, string> RulesAndSamplers => TrainingInstances.RulesAndSamplers;

    [Theory]
    [MemberData(nameof(RulesAndSamplers))]
    public void A_run_in_the_arena_equals_single_pure_steps_to_the_bit(string rule, string sampler) => Sample.ForAll(6, sample =>
    {
        var (plan, start, key) = Instance(sample, rule, sampler);
        var run = Valid(Run.Continue(plan, Valid(Run.Start(plan, start, key))));
        var (parameters, memory) = (start, plan.Rule.Init(start));
        var clocks = Clocks.Zero;
        for (long t = 0; t < run.Final.Step; t++)
        {
            var (next, carried, info) = plan.Rule.Step(new(plan.Objective, plan.Sampler, plan.Schedule.Rate(t), parameters, memory, t, key));
            (parameters, memory, clocks) = (next, carried, clocks.After(info));
        }

        Assert.Equal(parameters, run.Final.Parameters);
        Assert.Equal(memory, run.Final.Memory);
        Assert.Equal(clocks, run.Final.Clocks);
    });

    [Theory]
    [MemberData(nameof(RulesAndSamplers))]
    public void A_run_resumed_from_a_checkpoint_or_a_cancellation_equals_the_uninterrupted_run_rows_included(string rule, string sampler) => Sample.ForAll(6, sample =>
    {
        var (plan, start, key) = Instance(sample, rule, sampler);
        var state = Valid(Run.Start(plan, start, key));
        var checkpoints = new List<TrainingState>();
        var whole = Valid(Run.Continue(plan, state, new(Checkpoint: checkpoints.Add)));
        var progress = 0;
        using var stop = new CancellationTokenSource();
        var cut = sample.Integer(1, Steps - 1);
        var first = Valid(Run.Continue(plan, state, new(_ =>
        {
            if (++progress == cut)
                stop.Cancel();
        }, Cancellation: stop.Token)));
        var rest = Valid(Run.Continue(plan, first.Final));
        Assert.Equal(whole.Final, rest.Final);
        Assert.Equal(whole.Outcome, rest.Outcome);
        Assert.Equal(whole.Last, rest.Last);
        Assert.Equal(whole.Rows, first.Rows + rest.Rows);
        foreach (var checkpoint in checkpoints)
            Assert.Equal(whole.Final, Valid(Run.Continue(plan, checkpoint)).Final);
    });

    [Theory]
    [MemberData(nameof(RulesAndSamplers))]
    public void Probes_and_checkpoints_change_nothing_of_a_run(string rule, string sampler) => Sample.ForAll(4, sample =>
    {
        var (plan, start, key) = Instance(sample, rule, sampler);
        var bare = Valid(Plan.Create(plan.Objective, plan.Rule, plan.Schedule, Steps, plan.Sampler));
        Assert.Equal(Valid(Run.Continue(bare, Valid(Run.Start(bare, start, key)))).Final, Valid(Run.Continue(plan, Valid(Run.Start(plan, start, key)))).Final);
    });

    [Fact]
    public void One_thread_and_many_give_the_same_bits()
    {
        foreach (var rule in Rules.All.Members)
        {
            var finals = new[] { 1, 2, 4 }.Select(threads =>
            {
                var sample = new Sample(new Key(5));
                var numerics = NumericsPolicy.Portable(threads);
                var network = Valid(Network.Dense(rule.Name == DualAcceleration.Row.Name ? [160, 1] : [160, 192, 160, 1], rule.Name == DualAcceleration.Row.Name ? new Activation.Linear() : new Activation.Relu(), BiasPlacement.None));
                var data = Valid(Data.Dataset.Create("wide", Matrix.Of(128, 160, sample.Gaussian(128 * 160)), new Data.Targets.Signs(Vector.Build(128, t =>
                {
                    foreach (ref var y in t)
                        y = sample.Element(-1.0, 1.0);
                })), ""));
                var objective = Valid(Objective.Create(network, data, new Loss.Logistic(), Reduction.Mean, numerics));
                var plan = Valid(Plan.Create(objective, Valid(Rules.Parse(rule.Name)), new Constant(0.01), 3));
                return TrainingInstances.Run(plan, ObjectiveInstance.Point(objective, sample, 0.1)).Final;
            }).ToArray();
            Assert.Equal(finals[0], finals[1]);
            Assert.Equal(finals[0], finals[2]);
        }
    }

    private static (Plan Plan, Parameters Start, Key Key) Instance(Sample sample, string rule, string sampler)
    {
        var parsed = Valid(Rules.Parse(rule));
        var (objective, start) = TrainingInstances.Problem(sample, parsed);
        var plan = Valid(Plan.Create(
            objective, parsed, new Power(0.02, 10, 0.5), Steps, Valid(Samplers.Parse(sampler)), Arr<StoppingRule>.Empty, TrainingInstances.AllProbes(objective), new ObservationSchedule.Every(3), checkpointInterval: 7));
        return (plan, start, new Key(sample.Word()));
    }
}
