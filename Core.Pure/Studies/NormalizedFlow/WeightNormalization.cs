using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S8: weight normalization ends with larger margins and smaller norms than plain descent.</summary>
public static class WeightNormalization
{
    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "weight-normalization",
        "With and without weight normalization",
        "Does gradient descent in norms and directions find larger margins than in plain weights?",
        new("Salimans, Kingma; Banburski et al.", "Weight Normalization; Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1602.07868, arXiv:1903.04991", "docs/theory/normalized-flow.md, S8"),
        Array("digits"),
        Array(
            StudyParameter.List("scales", Array(0.5, 1, 3), "initial weights have standard deviation scale * sqrt(2 / fan-in)", 1e-2, 100),
            StudyParameter.Count("replicates", 2, "independent splits and initializations"),
            StudyParameter.Count("train", 300, "training examples, even against odd digits; the others test"),
            StudyParameter.Count("width", 32, "width of both hidden layers"),
            StudyParameter.Positive("psi", 10, "psi at which a run ends"),
            StudyParameter.Count("evaluations", 6000, "evaluations at most"),
            StudyParameter.Positive("step", 0.05, "first proposal of the margin-safe controller, in units of psi")),
        static context => Runs(context).Map(runs => WeightNormalizationResult.Of(runs, context.Settings.Reals("scales"))));

    internal const string Plain = "plain", Normalized = "normalized";

    /// <summary>One run for each scale, replicate and rule, every step recorded.</summary>
    internal static Either<Error, Arr<DigitsRun>> Runs(StudyContext context)
    {
        var (scales, replicates) = (context.Settings.Reals("scales"), context.Settings.Integer("replicates"));
        var (rules, part, runs) = (Array<(string Name, Rule Rule)>((Plain, new MarginSafeController()), (Normalized, new WeightNormalizedController())), 0, new List<Either<Error, DigitsRun>>());
        foreach (var scale in scales)
            for (var r = 0; r < replicates; r++)
                foreach (var (name, rule) in rules)
                    runs.Add(One(context, r, scale, name, rule, part++, scales.Count * replicates * rules.Count));
        return runs.ToArr().Sequence();
    }

    private static Either<Error, DigitsRun> One(StudyContext context, int replicate, double scale, string name, Rule rule, int part, int of)
    {
        var (key, settings) = (context.Key.At(replicate), context.Settings);
        var width = settings.Integer("width");
        return
            from signs in context.Data["digits"].EvenVersusOdd()
            from split in signs.SplitAt(settings.Integer("train"), key.For("split"))
            from problem in StudyProblem.Dense(context, [split.Train.InputSize, width, width, 1], new Activation.Relu(), split.Train, new Loss.Logistic(), scale, key)
            from run in problem.Train(
                rule, new Constant(settings.Real("step")), settings.Integer("evaluations"), key, DigitsRun.Probes(split.Train, split.Test), new ObservationSchedule.Every(1),
                context.Part(part, of, FormattableString.Invariant($"{name}, scale {scale}, replicate {replicate + 1}")),
                Array<StoppingRule>(new TargetPsi(settings.Real("psi")), new EvaluationCap(settings.Integer("evaluations"))))
            select new DigitsRun(name, scale, replicate, run);
    }
}
