using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Runs;
using Marginalia.Theory;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

/// <summary>The KKT residual over windows in psi: its value, that it survives resuming, and what it is for.</summary>
public sealed class DirectionWindowTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_residual_is_that_of_the_way_since_psi_was_two_less() => Sample.ForAll(20, sample =>
    {
        var (plan, start) = Problem(sample, 150);
        var states = new List<(double Psi, double[] Theta)>();
        var run = TrainingInstances.Run(plan, start, control: new(Watcher: (in StepView step) => states.Add((step.Info.Statistics.Psi, step.Theta.ToArray()))));
        states.Add((run.Last!.Value.Statistics.Psi, run.Final.Parameters.Flat.ToArray()));
        var (anchor, expected, windows) = (-1, double.NaN, 0);
        for (var t = 0; t < states.Count; t++)
        {
            if (anchor < 0 ? states[t].Psi > 0 : states[t].Psi >= states[anchor].Psi + 2)
            {
                if (anchor >= 0)
                    (expected, windows) = (Residual(states[t].Theta, states[anchor].Theta), windows + 1);
                anchor = t;
            }

            var recorded = run.Rows[t].Numbers[0];
            Assert.True(double.IsNaN(expected) ? double.IsNaN(recorded) : Math.Abs(recorded - expected) <= 1e-12, $"step {t}: {recorded:R}, expected {expected:R}");
        }

        Assert.True(windows > 2, $"{windows} windows");
    });

    [Fact]
    public void A_run_that_is_interrupted_anywhere_records_and_ends_as_the_uninterrupted_one() => Sample.ForAll(12, sample =>
    {
        var (plan, start) = Problem(sample, 120, new WindowedKktResidual(0.35));
        var whole = TrainingInstances.Run(plan, start);
        var cut = sample.Integer(0, (int)whole.Final.Step);
        var first = TrainingInstances.Run(Valid(plan.Until(cut)), start);
        var file = _folder[$"state{cut}.npz"];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, StateFile.ToBytes(first.Final, first.Rows, plan.Objective.Network));
        var read = Unwrap.Right(StateFile.Read(file, Unwrap.Right(Training.Run.Start(plan, start, new Key(1)))));
        Assert.Equal(first.Final, read);
        var second = Unwrap.Right(Training.Run.Continue(plan, read));
        Assert.Equal(whole.Final, second.Final);
        Assert.Equal(whole.Outcome, second.Outcome);
        Assert.Equal(whole.Rows.Filter(r => r.Step >= cut), second.Rows);
    });

    [Fact]
    public void A_run_ends_when_the_windowed_residual_falls_to_the_tolerance()
    {
        var (plan, start) = Problem(new Sample(new Key(3)), 5000, new WindowedKktResidual(0.2));
        var run = TrainingInstances.Run(plan, start);
        Assert.IsType<RunOutcome.TargetReached>(run.Outcome);
        Assert.True(run.Rows[^1].Numbers[0] <= 0.2);
        Assert.All(run.Rows.Take(run.Rows.Count - 1), static r => Assert.False(r.Numbers[0] <= 0.2));
        Assert.Contains("over the last gain of 2 in psi", run.Outcome.Sentence, StringComparison.Ordinal);
    }

    // N20 (d): the gradient of a relu network chatters between the sides of kinks, the way of the parameters does not.
    [Fact]
    public void In_relu_networks_the_window_shows_a_convergence_that_the_gradient_hides()
    {
        List<double> windowed = [], raw = [];
        for (var seed = 1UL; seed <= 8; seed++)
        {
            var data = Valid(SeparableGaussians.Create(15, 5, 0.2, new Key(seed)));
            var objective = Valid(Objective.Create(Valid(Network.Dense([5, 10, 1], new Activation.Relu(), BiasPlacement.None)), data, new Loss.Exponential(), Reduction.Sum, NumericsPolicy.Portable()));
            var plan = Valid(Plan.Create(
                objective, new UnitLogLossDescent(), new Constant(0.01), 20000, probes: Array<Probe>(new WindowedKktProbe(), new KktProbe()), stoppingRules: Array<StoppingRule>(new TargetPsi(120))));
            var end = TrainingInstances.Run(plan, Valid(objective.Network.Initialize(Initialization.Standard, new Key(seed)))).Rows[^1].Numbers;
            windowed.Add(end[0]);
            raw.Add(end[1]);
        }

        Assert.All(windowed.Zip(raw), static p => Assert.True(p.Item1 < p.Item2, $"windowed {p.Item1:R}, at the point {p.Item2:R}"));
        Assert.True(windowed.Average() < 0.75 * raw.Average(), $"windowed {windowed.Average():R}, at the point {raw.Average():R}");
    }

    [Fact]
    public void Batches_and_losses_without_a_logarithm_are_refused_with_the_reason()
    {
        var objective = TrainingInstances.Separable(new Loss.Exponential(), [2, 3, 1], new Activation.Relu());
        Assert.Contains("epochs(size=2)", Errors(Plan.Create(objective, new GradientDescent(), new Constant(0.1), 5, new Epochs(2), probes: Array<Probe>(new WindowedKktProbe())))[0].Sentence, StringComparison.Ordinal);
        Assert.Contains("exponential type", Errors(Plan.Create(
            TrainingInstances.Separable(Loss.Half, [2, 1], new Activation.Linear()), new GradientDescent(), new Constant(0.1), 5, stoppingRules: Array<StoppingRule>(new WindowedKktResidual())))[0].Sentence, StringComparison.Ordinal);
    }

    private static (Plan Plan, Parameters Start) Problem(Sample sample, long steps, params StoppingRule[] stopping)
    {
        var objective = TrainingInstances.Separable(
            new Loss.Exponential(), [2, sample.Integer(2, 5), 1], sample.Element<Activation>(new Activation.Linear(), new Activation.Relu(), new Activation.LeakyRelu(0.3)));
        return (
            Valid(Plan.Create(
                objective, new UnitLogLossDescent(), new Constant(0.15), steps, stoppingRules: stopping.ToArr(), probes: Array<Probe>(new WindowedKktProbe()), observations: new ObservationSchedule.Every(1))),
            Valid(objective.Network.Initialize(Initialization.Standard, sample.Key)));
    }

    private static double Residual(double[] theta, double[] from)
    {
        var way = theta.Zip(from, static (a, b) => a - b).ToArray();
        var (size, length) = (Norm(theta), Norm(way));
        return Norm([.. theta.Zip(way, (a, b) => (a / size) - (b / length))]);
    }

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(static v => v * v));
}
