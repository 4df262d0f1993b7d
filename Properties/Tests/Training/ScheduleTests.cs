using LanguageExt;
using Marginalia.Training;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class ScheduleTests
{
    [Fact]
    public void Schedules_follow_their_formulas()
    {
        for (var t = 0L; t < 2000; t += 7)
        {
            Assert.Equal(0.3, new Constant(0.3).Rate(t));
            Assert.Equal(0.3 * Math.Pow(1 + (t / 20.0), -0.75), new Power(0.3, 20, 0.75).Rate(t), 1e-15);
            Assert.Equal(0.3 / Math.Sqrt(t + 1), new InverseSqrt(0.3).Rate(t));
            Assert.Equal(t < 100 ? 0.5 : t < 1000 ? 0.1 : 0.02, Valid(Schedules.Parse("steps(0.5, 100, 0.1, 1000, 0.02)")).Rate(t));
        }
    }

    [Theory]
    [InlineData(1, new long[] { 0, 1, 10, 100, 1000 })]
    [InlineData(3, new long[] { 0, 1, 3, 5, 10, 22, 47, 100, 216, 465, 1000, 2155 })]
    public void Logarithmic_observations_lie_at_equal_distances_on_a_logarithmic_axis(int perDecade, long[] expected)
    {
        var seen = Enumerable.Range(0, 3000).Select(static t => (long)t).Where(new ObservationSchedule.Logarithmic(perDecade).Contains);
        Assert.Equal(expected, seen);
    }

    [Fact]
    public void Observations_happen_at_the_steps_asked_for_and_at_the_end()
    {
        var objective = TrainingInstances.Separable(new Marginalia.Objectives.Loss.Exponential(), [2, 1], new Networks.Activation.Linear());
        Arr<long> Seen(ObservationSchedule? schedule) => TrainingInstances.Run(
            Valid(Plan.Create(objective, new LogGradientDescent(), new Constant(0.1), 25, probes: Probes.All, observations: schedule)), TrainingInstances.At(objective, 0, 0)).Rows.Map(static r => r.Step);
        Assert.Equal(Array(25L), Seen(null));
        Assert.Equal(Array(0L, 10, 20, 25), Seen(new ObservationSchedule.Every(10)));
        Assert.Equal(Array(0L, 1, 10, 25), Seen(new ObservationSchedule.Logarithmic(1)));
        Assert.Equal(Array(3L, 25), Seen(new ObservationSchedule.At(Array(3L, 25, 30))));
    }
}
