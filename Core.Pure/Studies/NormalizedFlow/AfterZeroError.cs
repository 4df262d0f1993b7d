using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S4: what goes on after the last training error: the test loss rises, the test error and the normalized network do not.</summary>
public static class AfterZeroError
{
    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "after-zero-error",
        "After the last training error",
        "What happens to margins, norms and the test error when training goes on long after the last training error?",
        new("Banburski et al.", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", "docs/theory/normalized-flow.md, S4"),
        Array("digits"),
        Array(
            StudyParameter.Count("replicates", 3, "independent splits and initializations"),
            StudyParameter.Count("train", 300, "training examples; the others test"),
            StudyParameter.Count("width", 64, "width of the hidden layer"),
            StudyParameter.Positive("scale", 1, "initial weights have standard deviation scale * sqrt(2 / fan-in)"),
            StudyParameter.Positive("step", 0.05, "first proposal of the margin-safe controller, in units of psi"),
            StudyParameter.Count("evaluations", 5000, "evaluations of the training loss in each replicate")),
        static context => Runs(context).Map(runs => AfterZeroErrorResult.Of(runs, context.Settings.Integer("train"), context.Data["digits"].OutputCount)));

    /// <summary>One run for each replicate, every step recorded.</summary>
    internal static Either<Error, Arr<Trajectory>> Runs(StudyContext context)
    {
        var replicates = context.Settings.Integer("replicates");
        return Range(0, replicates).ToArr().Map(r => Replicate(context, r, replicates)).Sequence();
    }

    private static Either<Error, Trajectory> Replicate(StudyContext context, int replicate, int of)
    {
        var key = context.Key.At(replicate);
        var settings = context.Settings;
        return
            from split in context.Data["digits"].SplitAt(settings.Integer("train"), key.For("split"))
            from network in Network.Dense([split.Train.InputSize, settings.Integer("width"), split.Train.OutputCount], new Activation.Relu(), BiasPlacement.None).First()
            from objective in Objective.Create(network, split.Train, new Loss.CrossEntropy(), Reduction.Sum, context.Numerics).First()
            from initialization in Initialization.Create(settings.Real("scale")).First()
            from plan in PlanOf(settings, objective, split.Test).First()
            from parameters in network.Initialize(initialization, key)
            from start in Training.Run.Start(plan, parameters, key)
            from trajectory in Training.Run.Continue(plan, start, context.Part(replicate, of, $"replicate {replicate + 1} of {of}"))
            select trajectory;
    }

    private static Validation<Error, Plan> PlanOf(StudySettings settings, Objective objective, Dataset test) => Plan.Create(
        objective, new MarginSafeController(), new Constant(settings.Real("step")), stepCap: settings.Integer("evaluations"),
        probes: Array<Probe>(
            new LossProbe(), new NormProbe(), new MarginProbe(), new StepProbe(), new HoldoutProbe(objective.Data, "train"), new HoldoutProbe(test, "test")),
        observations: new ObservationSchedule.Every(1));
}
