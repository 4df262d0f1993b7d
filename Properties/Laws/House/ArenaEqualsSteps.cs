using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>H3: a run in its arena equals single pure steps.</summary>
public static class ArenaEqualsSteps
{
    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "H3",
        "arena run = pure steps",
        "A run, which reuses its buffers, ends with the parameters, the memory and the clocks of as many single pure steps, to the bit.",
        "Run(plan, theta_0, k steps) = Step(Step(... Step(theta_0)))",
        "rule, sampler and objective fit each other",
        "none: the same bits",
        LawKind.Exact,
        House.Source("H3"),
        TrainingRecipes.Any,
        static (numerics, recipe) => recipe.Plan(numerics).Checked(plan => Check(plan, recipe.Problem.Parameters, recipe.Key)),
        static r => r.ToString());

    private static Outcome Check(Plan plan, Parameters start, Key key)
    {
        var first = Run.Start(plan, start, key).Made();
        var run = Run.Continue(plan, first).Made().Final;
        var (parameters, memory, clocks, startLoss) = (start, plan.Rule.Init(start), Clocks.Zero, first.StartLoss);
        for (long t = 0; t < run.Step; t++)
        {
            var (next, carried, info) = plan.Rule.Step(new(plan.Objective, plan.Sampler, plan.Schedule.Rate(t), parameters, memory, t, key));
            (parameters, memory, clocks) = (next, carried, clocks.After(info));
        }

        return Identity.Of(run, new(parameters, memory, run.Step, clocks, key) { StartLoss = run.StartLoss });
    }
}
