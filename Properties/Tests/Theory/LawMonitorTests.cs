using FsCheck.Fluent;
using LanguageExt;
using Marginalia.Laws;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;

namespace Marginalia.Tests;

/// <summary>Monitors hold on every correct run, find every broken one at its step, and change nothing.</summary>
public sealed class LawMonitorTests
{
    private const int Instances = 120;
    private static readonly NumericsPolicy Arithmetic = NumericsPolicy.Portable();

    /// <summary>Every rule of the table.</summary>
    public static TheoryData<string> RuleNames => TrainingInstances.RuleNames;

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void No_monitor_finds_a_violation_in_a_run_of_a_correct_rule(string name)
    {
        var judged = 0L;
        foreach (var (plan, start, text) in Runs(name))
        {
            var watch = new LawWatch(plan, LawMonitors.All);
            Unwrap.Right(Training.Run.Continue(plan, start, watch.Beside(new RunControl())));
            var violated = watch.Report.Verdicts.Filter(static v => v.Status == VerdictStatus.Violated);
            Assert.True(violated.Count == 0, $"{text}\n{string.Join('\n', violated)}");
            judged += watch.Report.Findings.Map(static f => f.State.Checked).Sum();
        }

        Assert.True(judged > Instances, $"only {judged} judgements");
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void A_monitored_run_has_the_bits_of_the_run_alone(string name)
    {
        foreach (var (plan, start, text) in Runs(name).Take(40))
        {
            var alone = Unwrap.Right(Training.Run.Continue(plan, start));
            var watched = Unwrap.Right(Training.Run.Continue(plan, start, new LawWatch(plan, LawMonitors.All).Beside(new RunControl())));
            Assert.True(alone.Final == watched.Final && alone.Rows == watched.Rows && alone.Outcome == watched.Outcome, text);
        }
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Two_sessions_together_find_what_one_finds(string name)
    {
        foreach (var (plan, start, text) in Runs(name).Take(40))
        {
            var whole = new LawWatch(plan, LawMonitors.All);
            var end = Unwrap.Right(Training.Run.Continue(plan, start, whole.Beside(new RunControl()))).Final.Step;
            var half = Unwrap.Valid(plan.Until(end / 2));
            var (first, second) = (new LawWatch(half, LawMonitors.All), new LawWatch(plan, LawMonitors.All));
            var middle = Unwrap.Right(Training.Run.Continue(half, start, first.Beside(new RunControl()))).Final;
            Unwrap.Right(Training.Run.Continue(plan, middle, second.Beside(new RunControl())));
            Assert.True(whole.Report.Findings.Map(static f => f.State) == first.Report.Then(second.Report).Findings.Map(static f => f.State), text);
        }
    }

    // Which laws see that the gradient of one layer is a millionth too large, and which sees a weight that moved by itself.
    [Theory]
    [InlineData("relu", "gradientDescent", true, "N1,N5,N6,N8")]
    [InlineData("relu", "gradientDescent", false, "N5,N6,N8")]
    [InlineData("linear", "gradientDescent", true, "N1,N5,N6,N7,N8")]
    [InlineData("linear", "unitLogLossDescent", false, "N5,N6,N7,N8")]
    [InlineData("relu", "gradientDescent(0.1)", true, "N1,N5,N8,N9")]
    [InlineData("power(2)", "marginSafeController", true, "N1,N5,N6,N8")]
    [InlineData("relu", "momentum", true, "N1")]
    public void A_wrong_gradient_and_a_wrong_update_are_found_at_their_step_and_layer(string activation, string rule, bool isGradient, string laws)
    {
        const long Step = 6;
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 5, 4, 1], Unwrap.Valid(Activation.Parse(activation)));
        var plan = Unwrap.Valid(Plan.Create(objective, Unwrap.Valid(Rules.Parse(rule)), new Constant(0.05), 12));
        var watch = new LawWatch(plan, LawMonitors.All);
        var block = objective.Network.Layout.Weights[1];
        var start = ObjectiveInstance.Point(objective, new Sample(new Key(5)), 0.5);
        TrainingInstances.Run(plan, start, control: new(WatchesDirection: true, Watcher: (in StepView step) =>
        {
            double[] direction = step.Direction.ToArray(), next = step.Next.ToArray();
            for (var i = block.Offset; step.Step == Step && i < block.Offset + block.Size; i++)
            {
                var error = isGradient ? 1e-6 * direction[i] : i == block.Offset + 1 ? 1e-6 : 0;
                next[i] += isGradient ? Elementary.Exp(step.Info.LogDisplacement) * error : error;
                direction[i] += isGradient ? error : 0;
            }

            watch.Look(StepView.Of(step.Step, step.Rate, step.Info, step.Theta, next, direction));
        }));
        var violated = watch.Report.Findings.Filter(static f => f.Status == VerdictStatus.Violated);
        Assert.Equal(laws, string.Join(",", violated.Map(static f => f.Monitor.Id)));
        Assert.All(violated, static f => Assert.Equal(Step, f.State.FirstStep));
        Assert.All(violated.Filter(static f => f.Monitor.Id is "N1" or "N5"), f => Assert.Equal(block.Name, f.Place));
        Assert.All(violated, f => Assert.Contains($"theta_{Step}", f.Verdict.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("weightNormalizedDescent", "N13.iv")]
    [InlineData("weightNormalizedDescent(perRow=1)", "N13.iv")]
    [InlineData("weightNormalizedController", "N13.iv")]
    [InlineData("sphereDescent", "N11")]
    public void A_direction_that_is_longer_than_it_should_be_is_found(string rule, string law)
    {
        const long Step = 3;
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 4, 1], new Activation.Relu());
        var plan = Unwrap.Valid(Plan.Create(objective, Unwrap.Valid(Rules.Parse(rule)), new Constant(0.01), 8));
        var watch = new LawWatch(plan, LawMonitors.All);
        TrainingInstances.Run(plan, ObjectiveInstance.Point(objective, new Sample(new Key(5)), 0.5), control: new(Watcher: (in StepView step) =>
        {
            double[] next = step.Next.ToArray(), coordinates = step.NextCoordinates.ToArray();
            foreach (ref var x in coordinates.AsSpan())
                x *= step.Step == Step ? 1 + 1e-10 : 1;
            foreach (ref var w in next.AsSpan())
                w *= step.Step == Step ? 1 + 1e-10 : 1;
            watch.Look(StepView.Of(step.Step, step.Rate, step.Info, step.Theta, next, coordinates: step.Coordinates, nextCoordinates: coordinates));
        }));
        var violated = watch.Report.Findings.Filter(static f => f.Status == VerdictStatus.Violated);
        Assert.Equal(law, string.Join(",", violated.Map(static f => f.Monitor.Id)));
        Assert.Equal(Step, violated[0].State.FirstStep);
    }

    [Fact]
    public void An_entropy_that_does_not_belong_to_the_weights_is_found()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 4, 1], new Activation.Relu());
        var watch = new LawWatch(Unwrap.Valid(Plan.Create(objective, new GradientDescent(), new Constant(0.01), 8)), Array<LawMonitor>(new EntropyMonitor()));
        var theta = ObjectiveInstance.Point(objective, new Sample(new Key(5)), 0.5);
        var right = objective.Statistics(theta);
        watch.Look(StepView.Of(0, 0.01, Info(right), theta.Flat.Span, theta.Flat.Span));
        Assert.Equal(VerdictStatus.Holds, watch.Report.Findings[0].Status);
        watch.Look(StepView.Of(1, 0.01, Info(right with { WeightEntropy = right.WeightEntropy + 1e-9 }), theta.Flat.Span, theta.Flat.Span));
        Assert.Equal(VerdictStatus.Violated, watch.Report.Findings[0].Status);
        Assert.Equal(1, watch.Report.Findings[0].State.FirstStep);

        static StepInfo Info(LossStatistics s) => new(s, 0.01, 0, double.NaN, false, false, 1);
    }

    [Fact]
    public void Rows_under_batch_normalization_grow_by_their_squared_displacement()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var sample = new Sample(new Key((ulong)seed));
            int units = sample.Integer(1, 4), inputs = sample.Integer(2, 5), count = sample.Integer(6, 12);
            var model = new BatchNormalizedUnits(
                Matrix.Of(units, inputs, sample.Gaussian(units * inputs)), Vector.Of(sample.Gaussian(units)), Vector.Of(sample.Gaussian(units)), Vector.Of(sample.Gaussian(units)));
            var labels = Vector.Build(count, t => { foreach (ref var y in t) y = sample.Element(-1.0, 1.0); });
            var data = Matrix.Of(count, inputs, sample.Gaussian(count * inputs));
            var exact = BatchNormMonitor.OfRows(model.Weights, Stepped(model.Weights, Unwrap.Right(model.Gradient(data, labels))));
            Assert.True(exact.Size <= new BatchNormMonitor().Tolerance, $"seed {seed}: {exact}");
            // A regularized variance breaks the law.
            var broken = BatchNormMonitor.OfRows(model.Weights, Stepped(model.Weights, Unwrap.Right(model.Gradient(data, labels, 0.01))));
            Assert.True(broken.Size > 1e-9 || broken.Size == 0, $"seed {seed}: {broken}");
        }

        static Matrix Stepped(Matrix w, Matrix g) => Matrix.Build(w.Rows, w.Columns, t =>
        {
            for (var i = 0; i < t.Length; i++)
                t[i] = w.Span[i] - (0.01 * g.Span[i]);
        });
    }

    [Theory]
    [InlineData("momentum", "N5", "N10")]
    [InlineData("adam", "N6", "N10")]
    [InlineData("gradientDescent", "N9", "N6")]
    [InlineData("gradientDescent(0.1)", "N6", "N9")]
    [InlineData("gradientDescent", "N13.iv", "weight normalization")]
    [InlineData("gradientDescent", "N33", "no batch normalization")]
    [InlineData("gradientDescent", "N7", "linear")]
    public void A_law_that_does_not_apply_says_why(string rule, string law, string because)
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 4, 1], new Activation.Relu());
        var plan = Unwrap.Valid(Plan.Create(objective, Unwrap.Valid(Rules.Parse(rule)), new Constant(0.01), 2));
        var finding = new LawWatch(plan, LawMonitors.All).Report.Findings.Find(f => f.Monitor.Id == law).IfNone(() => throw new KeyNotFoundException(law));
        Assert.Equal(VerdictStatus.NotApplicable, finding.Status);
        Assert.Contains(because, finding.Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_read_in_any_order_and_case_and_unknown_ones_refused()
    {
        Assert.Equal("N5,N13.iv", string.Join(",", Unwrap.Valid(LawMonitors.Parse(" n13.IV, n5 ")).Map(static m => m.Id)));
        Assert.Equal(LawMonitors.All.Count, Unwrap.Valid(LawMonitors.Parse("laws")).Count);
        Assert.Equal(0, Unwrap.Valid(LawMonitors.Parse("none")).Count);
        Assert.Contains("N99", LawMonitors.Parse("N5,N99").Match(static _ => "", static e => string.Join(" ", e)), StringComparison.Ordinal);
    }

    private static IEnumerable<(Plan Plan, TrainingState Start, string Text)> Runs(string name)
    {
        var recipes = TrainingRecipes.Of(NetworkRecipes.Any, r => r.Name == name).Generator;
        for (var i = 0; i < Instances; i++)
        {
            var recipe = recipes.Sample(1, new FsCheck.Rnd((ulong)i, 9223372036854775807UL), 1 + (i % 40)).Single();
            foreach (var plan in recipe.Plan(Arithmetic).SuccessAsEnumerable())
                foreach (var start in Training.Run.Start(plan, recipe.Problem.Parameters, recipe.Key).RightAsEnumerable())
                    yield return (plan, start, $"seed {i}: {recipe}");
        }
    }
}
