using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S6: random labels are fitted as well as natural ones, but with larger norms and smaller margins.</summary>
public static class RandomLabels
{
    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "random-labels",
        "Natural and random labels",
        "What tells networks that fit natural labels from those that fit random ones, when both reach the same training loss?",
        new("Liao et al.; Banburski et al.", "A Surprising Linear Relationship Predicts Test Performance in Deep Networks; Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1807.09659, arXiv:1903.04991", "docs/theory/normalized-flow.md, S6"),
        Array("digits"),
        Array(
            StudyParameter.List("corruption", Array(0, 0.2, 0.4, 0.6, 0.8, 1), "fractions of the training labels drawn anew, increasing", 0, 1),
            StudyParameter.Count("replicates", 2, "independent splits, corruptions and initializations"),
            StudyParameter.Count("train", 300, "training examples; the others test"),
            StudyParameter.Count("width", 128, "width of the hidden layer"),
            StudyParameter.Positive("loss", 1e-3, "mean cross-entropy at which training ends"),
            StudyParameter.Count("steps", 6000, "steps at most"),
            StudyParameter.Positive("step", 0.02, "eta of unit-log-loss descent, the gain of psi that a step predicts")),
        static context => Runs(context).Map(runs => RandomLabelsResult.Of(runs, context.Settings.Reals("corruption"))));

    private static Either<Error, Arr<DigitsRun>> Runs(StudyContext context)
    {
        var (fractions, replicates) = (context.Settings.Reals("corruption"), context.Settings.Integer("replicates"));
        return Range(0, replicates).Bind(r => fractions.Map((i, f) => One(context, r, f, (r * fractions.Count) + i, replicates * fractions.Count))).ToArr().Sequence();
    }

    private static Either<Error, DigitsRun> One(StudyContext context, int replicate, double fraction, int part, int of)
    {
        var (key, settings) = (context.Key.At(replicate), context.Settings);
        return
            from split in context.Data["digits"].SplitAt(settings.Integer("train"), key.For("split"))
            from train in split.Train.Corrupted(fraction, key.For("corruption"))
            from problem in StudyProblem.Dense(context, [train.InputSize, settings.Integer("width"), train.OutputCount], new Activation.Relu(), train, new Loss.CrossEntropy(), 1, key)
            from run in problem.Train(
                new UnitLogLossDescent(), new Constant(settings.Real("step")), settings.Integer("steps"), key, DigitsRun.Probes(train, split.Test), new ObservationSchedule.Every(50),
                context.Part(part, of, FormattableString.Invariant($"corruption {fraction}, replicate {replicate + 1}")), Array<StoppingRule>(new TargetMeanLoss(settings.Real("loss"))))
            select new DigitsRun("", fraction, replicate, run);
    }
}
