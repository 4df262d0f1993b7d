using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ControllerTests
{
    [Fact]
    public void The_smoothed_margin_never_falls_once_separated_except_at_forced_steps() => Sample.ForAll(20, sample =>
    {
        var loss = sample.Element<Loss>(new Loss.Exponential(), new Loss.Logistic());
        var activation = sample.Element<Activation>(new Activation.Relu(), new Activation.LeakyRelu(0.1), new Activation.Linear(), new Activation.Power(2));
        var objective = Problem(sample, loss, activation);
        var run = TrainingInstances.Run(Plan(objective, 300), ObjectiveInstance.Point(objective, sample, 0.7));
        double[] psi = Column(run, "psi"), margin = Column(run, "smoothedMargin"), accepted = Column(run, "accepted"), forced = Column(run, "forced"), size = Column(run, "stepSize");
        for (var i = 0; i + 1 < psi.Length; i++)
        {
            if (forced[i + 1] > forced[i])
            {
                Assert.Equal(1e-3, size[i]);
                Assert.Equal(1e-3, size[i + 1]);
            }
            else if (accepted[i + 1] > accepted[i])
            {
                Assert.True(psi[i + 1] > psi[i]);
                Assert.Equal(Math.Min(size[i] * 1.2, 0.5), size[i + 1]);
                if (psi[i] > -loss.LogSeparationThreshold)
                    Assert.True(margin[i + 1] >= margin[i] * (1 - 1e-15), $"step {i}: {margin[i]:R} to {margin[i + 1]:R}");
            }
            else
            {
                Assert.Equal((psi[i], margin[i]), (psi[i + 1], margin[i + 1]));
                Assert.Equal(Math.Max(size[i] / 2, 1e-3), size[i + 1]);
            }
        }
    });

    [Fact]
    public void What_the_controller_remembers_of_a_point_is_what_an_evaluation_there_gives() => Sample.ForAll(20, sample =>
    {
        var objective = Problem(sample, new Loss.Exponential(), new Activation.Relu());
        var run = TrainingInstances.Run(Plan(objective, 40), ObjectiveInstance.Point(objective, sample, 0.7));
        Assert.Equal(objective.Statistics(run.Final.Parameters), run.Last!.Value.Statistics);
        Assert.Equal(objective.Numerics.Kernels.Norm(Valid(objective.LogGradient(run.Final.Parameters)).Span), run.Last.Value.GradientNorm);
        Assert.Equal(run.Final.Step + 1, run.Final.Clocks.Evaluations);
    });

    [Fact]
    public void It_reaches_any_psi_where_plain_descent_stalls()
    {
        var objective = TrainingInstances.Separable(new Loss.Logistic(), [2, 3, 1], new Activation.Relu());
        var plan = Valid(Training.Plan.Create(objective, new MarginSafeController(), new Constant(0.05), 100_000, stoppingRules: StoppingRules.Default.Add(new TargetPsi(2000))));
        var run = TrainingInstances.Run(plan, ObjectiveInstance.Point(objective, new Sample(new Key(6)), 0.7));
        Assert.IsType<RunOutcome.TargetReached>(run.Outcome);
    }

    private static Objective Problem(Sample sample, Loss loss, Activation activation)
    {
        const int Count = 12;
        var inputs = Matrix.Of(Count, 3, sample.Gaussian(3 * Count));
        var labels = Vector.Build(Count, t =>
        {
            for (var i = 0; i < Count; i++)
                t[i] = inputs[i, 0] + (0.5 * inputs[i, 1]) > 0 ? 1 : -1;
        });
        var data = Valid(Data.Dataset.Create("teacher", inputs, new Data.Targets.Signs(labels), ""));
        return Valid(Objective.Create(Valid(Network.Dense([3, 5, 1], activation, BiasPlacement.None)), data, loss, sample.Element(Reduction.Sum, Reduction.Mean), Arithmetic));
    }

    private static Plan Plan(Objective objective, long steps) => Valid(Training.Plan.Create(
        objective, new MarginSafeController(), new Constant(0.05), steps, stoppingRules: Arr<StoppingRule>.Empty, probes: Array<Probe>(new LossProbe(), new MarginProbe(), new StepProbe()), observations: new ObservationSchedule.Every(1)));

    private static double[] Column(Trajectory run, string name) => run.Column(name).IfNone(Vector.Empty).ToArray();
}
