using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S5: networks from initializations of different size have the same training loss; the normalized losses tell them apart.</summary>
public static class InitializationScale
{
    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "initialization-scale",
        "The size of the initialization",
        "Does the training loss of the normalized network predict the test performance of networks from initializations of different size?",
        new("Liao et al.; Poggio, Liao, Banburski", "A Surprising Linear Relationship Predicts Test Performance in Deep Networks; Complexity control by gradient descent in deep networks", "arXiv:1807.09659, Nature Communications 11:1027", "docs/theory/normalized-flow.md, S5"),
        Array("digits"),
        Array(
            StudyParameter.List("scales", Array(0.5, 0.7, 1, 1.4, 2, 2.8, 4, 5.6), "initial weights have standard deviation scale * sqrt(2 / fan-in); increasing", 1e-2, 100),
            StudyParameter.Count("replicates", 2, "independent splits and initializations"),
            StudyParameter.Count("train", 500, "training examples; the others test"),
            StudyParameter.Count("width", 64, "width of both hidden layers"),
            StudyParameter.Positive("loss", 1e-3, "mean cross-entropy at which training ends"),
            StudyParameter.Count("steps", 10000, "steps at most"),
            StudyParameter.Positive("step", 0.02, "eta of unit-log-loss descent, the gain of psi that a step predicts")),
        static context => Runs(context).Map(runs => InitializationScaleResult.Of(runs, context.Settings.Reals("scales"), context.Data["digits"].OutputCount)));

    private static Either<Error, Arr<DigitsRun>> Runs(StudyContext context)
    {
        var (scales, replicates) = (context.Settings.Reals("scales"), context.Settings.Integer("replicates"));
        return Range(0, replicates).Bind(r => scales.Map((i, s) => One(context, r, s, (r * scales.Count) + i, replicates * scales.Count))).ToArr().Sequence();
    }

    private static Either<Error, DigitsRun> One(StudyContext context, int replicate, double scale, int part, int of)
    {
        var (key, settings) = (context.Key.At(replicate), context.Settings);
        var width = settings.Integer("width");
        return
            from split in context.Data["digits"].SplitAt(settings.Integer("train"), key.For("split"))
            from problem in StudyProblem.Dense(context, [split.Train.InputSize, width, width, split.Train.OutputCount], new Activation.Relu(), split.Train, new Loss.CrossEntropy(), scale, key)
            from run in problem.Train(
                new UnitLogLossDescent(), new Constant(settings.Real("step")), settings.Integer("steps"), key, DigitsRun.Probes(split.Train, split.Test), new ObservationSchedule.Every(50),
                context.Part(part, of, FormattableString.Invariant($"scale {scale}, replicate {replicate + 1}")), Array<StoppingRule>(new TargetMeanLoss(settings.Real("loss"))))
            select new DigitsRun("", scale, replicate, run);
    }
}
