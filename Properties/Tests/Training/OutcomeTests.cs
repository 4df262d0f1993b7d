using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class OutcomeTests
{
    private static readonly Objective Exponential = TrainingInstances.Separable(new Loss.Exponential(), [2, 1], new Activation.Linear());

    public static TheoryData<string> RuleNames => TrainingInstances.RuleNames;

    [Fact]
    public void A_target_of_psi_ends_the_run_at_the_first_state_that_meets_it()
    {
        var run = Run(Exponential, new UnitLogLossDescent(), 0.05, 500, [0, 0], new TargetPsi(3));
        Assert.IsType<RunOutcome.TargetReached>(run.Outcome);
        Assert.StartsWith("Target reached after ", run.Outcome.Sentence, StringComparison.Ordinal);
        Assert.True(Exponential.Statistics(run.Final.Parameters).Psi >= 3);
        var before = Run(Exponential, new UnitLogLossDescent(), 0.05, run.Final.Step - 1, [0, 0]);
        Assert.True(Exponential.Statistics(before.Final.Parameters).Psi < 3);
    }

    [Theory]
    [InlineData(Reduction.Sum)]
    [InlineData(Reduction.Mean)]
    public void A_target_of_the_mean_loss_is_a_mean_under_either_reduction(Reduction reduction)
    {
        var objective = Exponential.Reduced(reduction);
        var run = Run(objective, new LogGradientDescent(), 0.1, 5000, [0, 0], new TargetMeanLoss(0.01));
        Assert.IsType<RunOutcome.TargetReached>(run.Outcome);
        Assert.InRange(objective.Reduced(Reduction.Mean).Value(run.Final.Parameters), 0.009, 0.01);
    }

    [Fact]
    public void Zero_error_ends_the_run_once_every_margin_is_positive()
    {
        var run = Run(Exponential, new GradientDescent(), 0.01, 1000, [-1, 1], new ZeroError());
        Assert.IsType<RunOutcome.TargetReached>(run.Outcome);
        Assert.True(run.Last!.Value.Statistics is { ErrorCount: 0, MinMargin: > 0 });
    }

    [Fact]
    public void Caps_on_steps_and_evaluations_end_the_run()
    {
        Assert.Equal(new RunOutcome.CapReached(17, "the cap of 17 steps is reached"), Run(Exponential, new GradientDescent(), 0.1, 17, [0, 0]).Outcome);
        var run = Run(Exponential, new MarginSafeController(), 0.05, 1000, [0, 0], new EvaluationCap(40));
        Assert.IsType<RunOutcome.CapReached>(run.Outcome);
        Assert.Equal(40, run.Final.Clocks.Evaluations);
        Assert.Equal(39, run.Final.Step);
    }

    [Fact]
    public void A_dead_network_is_stationary_for_want_of_an_active_path()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 1, 1], new Activation.Relu());
        var run = Run(objective, new GradientDescent(), 0.1, 1000, [0, 0, 1], new Stationary());
        Assert.Contains("layer 'layer1.W' is exactly zero", run.Outcome.Sentence, StringComparison.Ordinal);
        var data = Valid(Data.Dataset.Create("quadrant", Matrix.Of(2, 2, [1, 0, 0, 1]), new Data.Targets.Signs(Vector.Of(1, 1)), ""));
        var dead = Run(Valid(objective.On(data)), new GradientDescent(), 0.1, 1000, [-1, -1, 1], new Stationary());
        Assert.Equal(0, dead.Final.Step);
        Assert.Contains("no active path", Assert.IsType<RunOutcome.Stationary>(dead.Outcome).Cause, StringComparison.Ordinal);
        Assert.Equal(Math.Log(2), -Valid(objective.On(data)).Statistics(dead.Final.Parameters).Psi, 1e-15);
    }

    [Fact]
    public void A_saddle_and_a_minimum_are_stationary()
    {
        var xor = Valid(Data.Dataset.Create("xor", Matrix.Of(4, 2, [1, 1, -1, -1, 1, -1, -1, 1]), new Data.Targets.Signs(Vector.Of(1, 1, -1, -1)), ""));
        var run = Run(Valid(Exponential.On(xor)), new GradientDescent(), 0.05, 5000, [0.3, -0.2], new Stationary());
        Assert.Contains("a saddle, or data that this network cannot separate", Assert.IsType<RunOutcome.Stationary>(run.Outcome).Cause, StringComparison.Ordinal);
        var squares = Run(TrainingInstances.Separable(Loss.Half, [2, 1], new Activation.Linear()), new GradientDescent(), 0.3, 5000, [0.3, -0.2], new Stationary());
        Assert.Contains("a minimum or a saddle", Assert.IsType<RunOutcome.Stationary>(squares.Outcome).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certified_margin_of_a_linear_model_ends_the_run()
    {
        var run = Run(Exponential, new LogGradientDescent(), 0.5, 100_000, [0.3, -0.2], new DualityGap(1e-3));
        Assert.IsType<RunOutcome.TargetReached>(run.Outcome);
        var best = LargestMargin(Exponential);
        Assert.InRange(Exponential.NormalizedMargins(run.Final.Parameters).MinProduct.OrNaN, best * (1 - 1e-3), best * (1 + 1e-12));
        var deep = TrainingInstances.Separable(new Loss.Exponential(), [2, 2, 1], new Activation.Linear());
        Assert.Equal("unsupported", Assert.Single(Errors(Plan.Create(deep, new LogGradientDescent(), new Constant(1), 1, stoppingRules: Array<StoppingRule>(new DualityGap())))).Category);
    }

    [Fact]
    public void A_small_residual_of_the_margin_problem_ends_the_run()
    {
        var deep = TrainingInstances.Separable(new Loss.Exponential(), [2, 3, 1], new Activation.Linear());
        var start = ObjectiveInstance.Point(deep, new Sample(new Key(3)), 0.7);
        var run = Run(deep, new UnitLogLossDescent(), 0.05, 100_000, start.Flat.ToArray(), new KktResidual(0.1));
        Assert.IsType<RunOutcome.TargetReached>(run.Outcome);
        double[] theta = run.Final.Parameters.Flat.ToArray(), g = Valid(deep.LogGradient(run.Final.Parameters)).ToArray();
        double thetaNorm = Math.Sqrt(theta.Sum(static x => x * x)), gNorm = Math.Sqrt(g.Sum(static x => x * x));
        Assert.InRange(Math.Sqrt(theta.Zip(g, (x, y) => ((x / thetaNorm) - (y / gNorm)) * ((x / thetaNorm) - (y / gNorm))).Sum()), 0, 0.1 + 1e-7);
    }

    [Fact]
    public void A_run_settles_when_its_steps_say_that_little_is_left_to_go()
    {
        var squares = TrainingInstances.Separable(Loss.Half, [2, 1], new Activation.Linear());
        var run = Run(squares, new Halpern(), 0.2, 1_000_000, [3, -2], new Settled(1e-3));
        Assert.IsType<RunOutcome.TargetReached>(run.Outcome);
        Assert.InRange(squares.Numerics.Kernels.Norm(squares.Gradient(run.Final.Parameters).Span), 0, 5e-3);
    }

    [Fact]
    public void A_watcher_sees_every_step_that_the_run_keeps()
    {
        var seen = new List<(long, double, double[])>();
        var plan = Valid(Plan.Create(Exponential, new GradientDescent(), new Power(0.1, 5, 1), 12, new WithReplacement(2)));
        var start = TrainingInstances.At(Exponential, 1, 2);
        double[] last = start.Flat.ToArray();
        TrainingInstances.Run(plan, start, control: new(Watcher: (in StepView step) =>
        {
            Assert.Equal(last, step.Theta.ToArray());
            Assert.Equal(new WithReplacement(2).Batch(new Key(1), step.Step, 4), step.Batch.ToArray());
            seen.Add((step.Step, step.Rate, last = step.Next.ToArray()));
        }));
        Assert.Equal(Enumerable.Range(0, 12).Select(static t => (long)t), seen.Select(static s => s.Item1));
        Assert.All(seen, s => Assert.Equal(plan.Schedule.Rate(s.Item1), s.Item2));
    }

    [Fact]
    public void Plain_descent_stalls_where_log_loss_descent_goes_on()
    {
        var run = Run(Exponential, new GradientDescent(), 0.1, 1000, [60, 0], new Stalled());
        Assert.Equal(0, run.Final.Step);
        Assert.Contains("use logGradientDescent", Assert.IsType<RunOutcome.Stalled>(run.Outcome).Advice, StringComparison.Ordinal);
        Assert.IsType<RunOutcome.CapReached>(Run(Exponential, new LogGradientDescent(), 0.1, 1000, [60, 0], new Stalled()).Outcome);
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Divergence_returns_the_last_finite_state(string name)
    {
        var rule = Valid(Rules.Parse(name));
        var objective = TrainingInstances.Separable(new Loss.Logistic(), rule is DualAcceleration ? [2, 1] : [2, 3, 2, 1], new Activation.Linear());
        var start = ObjectiveInstance.Point(objective, new Sample(new Key(3)), 0.5);
        // Ordinary steps, then one that leaves the range of doubles.
        var plan = Valid(Plan.Create(objective, rule, new Steps(0.01, Array((5L, 1e308))), 20, probes: Probes.All));
        var run = TrainingInstances.Run(plan, start);
        if (rule is MarginSafeController or WeightNormalizedController or PNormDescent or SphereDescent { Scheme: SphereScheme.Retraction })
        {
            Assert.IsType<RunOutcome.CapReached>(run.Outcome);
            return;
        }

        Assert.IsType<RunOutcome.Diverged>(run.Outcome);
        Assert.InRange(run.Final.Step, 5, 7);
        Assert.True(objective.Statistics(run.Final.Parameters).IsFinite);
        Assert.Equal(TrainingInstances.Run(Valid(plan.Until(run.Final.Step)), start).Final, run.Final);
        Assert.Equal(run.Final.Step, run.Rows[^1].Step);
        Assert.Contains("take a smaller one", run.Outcome.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_squared_loss_that_grows_a_million_times_has_diverged()
    {
        var objective = TrainingInstances.Separable(Loss.Half, [2, 1], new Activation.Linear());
        var run = Run(objective, new GradientDescent(), 2, 1000, [0.3, -0.2]);
        Assert.Contains("more than 1000000 times its start", Assert.IsType<RunOutcome.Diverged>(run.Outcome).Cause, StringComparison.Ordinal);
        Assert.True(run.Last!.Value.Statistics.Loss > 1e6 * objective.Value(TrainingInstances.At(objective, 0.3, -0.2)));
        var first = Run(objective, new GradientDescent(), 2, run.Final.Step / 2, [0.3, -0.2]);
        var plan = Valid(Plan.Create(objective, new GradientDescent(), new Constant(2), 1000));
        Assert.Equal(run.Final, Valid(Training.Run.Continue(plan, first.Final)).Final);
    }

    [Fact]
    public void Cancellation_before_the_first_step_gives_the_start_back()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var plan = Valid(Plan.Create(Exponential, new GradientDescent(), new Constant(0.1), 10, probes: Probes.All));
        var start = Valid(Training.Run.Start(plan, TrainingInstances.At(Exponential, 1, 2), new Key(9)));
        var run = Valid(Training.Run.Continue(plan, start, new(Cancellation: stop.Token)));
        Assert.Equal(new RunOutcome.Cancelled(0), run.Outcome);
        Assert.Equal(start, run.Final);
        Assert.Empty(run.Rows);
        Assert.Equal("Cancelled after 0 steps; resume to go on from there.", run.Outcome.Sentence);
    }

    [Fact]
    public void Progress_tells_every_step_and_never_goes_back()
    {
        var told = new List<RunProgress>();
        var plan = Valid(Plan.Create(Exponential, new UnitLogLossDescent(), new Constant(0.1), 1000, stoppingRules: Array<StoppingRule>(new TargetPsi(5))));
        var run = TrainingInstances.Run(plan, TrainingInstances.At(Exponential, 0, 0), control: new(told.Add));
        Assert.Equal(Enumerable.Range(1, (int)run.Final.Step), told.Select(static p => (int)p.Step));
        Assert.Equal(told.Select(static p => p.Fraction).Order(), told.Select(static p => p.Fraction));
        Assert.InRange(told[^1].Fraction, 0.9, 1);
    }

    private static double LargestMargin(Objective objective)
    {
        // In the plane the largest margin is attained on a grid of directions that is refined around its best.
        double Margin(double angle) => Enumerable.Range(0, objective.Data.Count).Min(i =>
            ((Data.Targets.Signs)objective.Data.Targets).Labels[i] * ((objective.Data.Inputs[i, 0] * Math.Cos(angle)) + (objective.Data.Inputs[i, 1] * Math.Sin(angle))));
        var (best, width) = (0.0, Math.PI);
        for (; width > 1e-13; width /= 50)
            best = Enumerable.Range(-100, 201).Select(k => best + (k * width / 100)).MaxBy(Margin);
        return Margin(best);
    }

    private static Trajectory Run(Objective objective, Rule rule, double rate, long cap, double[] theta, params StoppingRule[] stopping) =>
        TrainingInstances.Run(Valid(Plan.Create(objective, rule, new Constant(rate), cap, stoppingRules: new Arr<StoppingRule>(stopping))), TrainingInstances.At(objective, theta));
}
