using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using Xunit;
using static Marginalia.Tests.ReferenceObjective;

namespace Marginalia.Tests;

public sealed class SteadyStateTests
{
    public static TheoryData<string, string> RulesAndSamplers => TrainingInstances.RulesAndSamplers;

    [Theory]
    [MemberData(nameof(RulesAndSamplers))]
    public void A_thousand_steps_more_allocate_nothing_more(string rule, string sampler)
    {
        var sample = new Sample(new Key(4));
        var (objective, start) = TrainingInstances.Problem(sample, Valid(Rules.Parse(rule)), new Loss.Logistic());
        var plan = Valid(Plan.Create(objective, Valid(Rules.Parse(rule)), new Constant(1e-4), 0, Valid(Samplers.Parse(sampler)), observations: new ObservationSchedule.Logarithmic(1)));
        Allocated(plan, start, 3000);
        // Code compiled anew between the two runs moves a few objects of the set-up; one object per step would be 24,000 bytes.
        Assert.InRange(Allocated(plan, start, 2500) - Allocated(plan, start, 1500), -2000, 500);
    }

    private static long Allocated(Plan plan, Parameters start, long steps)
    {
        var capped = Valid(plan.Until(steps));
        var state = Valid(Run.Start(capped, start, new Key(1)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var run = Run.Continue(capped, state);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(steps, Valid(run).Final.Step);
        return allocated;
    }
}
