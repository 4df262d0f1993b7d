using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>H4: a run that is interrupted and continued equals the uninterrupted run.</summary>
public static class ResumeEqualsUninterrupted
{
    /// <summary>The law.</summary>
    public static Law<TrainingRecipe> Law { get; } = new(
        "H4",
        "resume = uninterrupted",
        "A run that is cancelled at any step, or begun again from any checkpoint, ends in the state of the uninterrupted run, and the rows it records before and after the break are those of the uninterrupted run, to the bit.",
        "Run(plan, Run(plan, s)_t) = Run(plan, s)",
        "rule, sampler and objective fit each other; the run does not diverge (a run that goes on from the state before which it would have stopped cannot go back)",
        "none: the same bits",
        LawKind.Exact,
        House.Source("H4"),
        TrainingRecipes.Any,
        static (numerics, recipe) => recipe.Plan(numerics, checkpointInterval: 4).Checked(plan => Check(plan, recipe.Problem.Parameters, recipe.Key)),
        static r => r.ToString());

    private static Outcome Check(Plan plan, Parameters parameters, Key key)
    {
        var start = Run.Start(plan, parameters, key).Made();
        var checkpoints = new List<TrainingState>();
        var whole = Run.Continue(plan, start, new(Checkpoint: checkpoints.Add)).Made();
        if (whole.Outcome is RunOutcome.Diverged)
            return new Outcome.NotApplicable("the run diverges");
        var cut = 1 + Draws.Index(key, RandomStream.Measurement, 0, 0, (int)plan.StepCap);
        using var stop = new CancellationTokenSource();
        var before = Run.Continue(plan, start, new(progress => Stop(progress, cut, stop), Cancellation: stop.Token)).Made();
        var after = Run.Continue(plan, before.Final).Made();
        return Outcome.All([
            Identity.Of(after.Final, whole.Final),
            Identity.Rows([.. before.Rows, .. after.Rows], whole.Rows),
            .. checkpoints.Select(c => Identity.Of(Run.Continue(plan, c).Made().Final, whole.Final)),
        ]);
    }

    private static void Stop(RunProgress progress, int step, CancellationTokenSource stop)
    {
        if (progress.Step == step)
            stop.Cancel();
    }
}
