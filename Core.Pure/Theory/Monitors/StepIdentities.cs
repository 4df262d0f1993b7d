using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Training;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>The exact discrete conservation laws, judged on one step from a state: radial growth (N5) and layer balance (N6, with weight decay N9).</summary>
internal static class StepIdentities
{
    internal static Arr<Verdict> Of(Plan plan, TrainingState state)
    {
        var decays = plan.Rule is { IsGradientStep: true, WeightDecay: not 0 };
        var watch = new LawWatch(plan, Array<LawMonitor>(new RadialGrowthMonitor(), decays ? new DecayingBalanceMonitor() : new LayerBalanceMonitor()));
        if (watch.NeedsDirection)
        {
            var arena = new StepArena(plan.Objective, plan.Rule, plan.Sampler, state.Parameters, state.Memory, state.Step, state.Key);
            arena.Prepare(plan.Schedule.Rate(state.Step), wantsDirection: true);
            var info = plan.Rule.Advance(arena);
            if (!info.IsLost)
                watch.Look(new StepView(arena, info));
        }

        return watch.Report.Verdicts;
    }
}
