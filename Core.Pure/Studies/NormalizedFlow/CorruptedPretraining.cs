using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S7: training on clean labels after training on corrupted ones fits as well, with a smaller margin and a worse test error.</summary>
public static class CorruptedPretraining
{
    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "corrupted-pretraining",
        "Pre-training on corrupted labels",
        "What is left of pre-training on corrupted labels once the clean labels are fitted?",
        new("Liao et al.; Banburski et al.", "A Surprising Linear Relationship Predicts Test Performance in Deep Networks; Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1807.09659, arXiv:1903.04991", "docs/theory/normalized-flow.md, S7"),
        Array("digits"),
        Array(
            StudyParameter.List("corruption", Array(0, 0.25, 0.5, 0.75, 1), "fractions of the labels drawn anew for the pre-training, increasing", 0, 1),
            StudyParameter.Count("replicates", 3, "independent splits, corruptions and initializations"),
            StudyParameter.Count("train", 300, "training examples; the others test"),
            StudyParameter.Count("width", 128, "width of the hidden layer"),
            StudyParameter.Positive("pretrain-loss", 1e-2, "mean cross-entropy at which pre-training ends"),
            StudyParameter.Positive("loss", 1e-3, "mean cross-entropy at which training ends"),
            StudyParameter.Count("steps", 6000, "steps at most, of each of the two trainings"),
            StudyParameter.Positive("step", 0.02, "eta of unit-log-loss descent, the gain of psi that a step predicts")),
        static context => Runs(context).Map(runs => CorruptedPretrainingResult.Of(runs, context.Settings.Reals("corruption"), context.Data["digits"].OutputCount)));

    private static Either<Error, Arr<DigitsRun>> Runs(StudyContext context)
    {
        var (fractions, replicates) = (context.Settings.Reals("corruption"), context.Settings.Integer("replicates"));
        return Range(0, replicates).Bind(r => fractions.Map((i, f) => One(context, r, f, (r * fractions.Count) + i, replicates * fractions.Count))).ToArr().Sequence();
    }

    private static Either<Error, DigitsRun> One(StudyContext context, int replicate, double fraction, int part, int of)
    {
        var (key, settings) = (context.Key.At(replicate), context.Settings);
        Either<Error, Trajectory> Train(StudyProblem problem, double loss, Arr<Probe> probes, ObservationSchedule observations) => problem.Train(
            new UnitLogLossDescent(), new Constant(settings.Real("step")), settings.Integer("steps"), key, probes, observations,
            context.Part(part, of, FormattableString.Invariant($"corruption {fraction}, replicate {replicate + 1}")), Array<StoppingRule>(new TargetMeanLoss(loss)));
        return
            from split in context.Data["digits"].SplitAt(settings.Integer("train"), key.For("split"))
            from corrupted in split.Train.Corrupted(fraction, key.For("corruption"))
            from first in StudyProblem.Dense(context, [split.Train.InputSize, settings.Integer("width"), split.Train.OutputCount], new Activation.Relu(), corrupted, new Loss.CrossEntropy(), 1, key)
            from pretrained in Train(first, settings.Real("pretrain-loss"), Arr<Probe>.Empty, new ObservationSchedule.AtEnd())
            from clean in first.Objective.On(split.Train).First()
            from run in Train(new StudyProblem(clean, pretrained.Final.Parameters), settings.Real("loss"), DigitsRun.Probes(split.Train, split.Test), new ObservationSchedule.Every(50))
            select new DigitsRun("", fraction, replicate, run);
    }
}
