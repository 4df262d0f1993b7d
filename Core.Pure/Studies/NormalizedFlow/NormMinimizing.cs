using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S9: a slowly vanishing weight decay leads to the solution of smallest norm and makes deep networks forget their initialization.</summary>
public static class NormMinimizing
{
    internal const string Plain = "plain", Minimizing = "norm-minimizing";

    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "norm-minimizing",
        "Decay that vanishes slowly",
        "Does a weight decay of 1/k find the solution of smallest norm, and does it erase the initialization of a deep network?",
        new("Banburski et al.", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991", "docs/theory/normalized-flow.md, S9 and N35"),
        Array("digits"),
        Array(
            StudyParameter.List("scales", Array<double>(1, 3), "scales of the initial weights that are compared, two", 1e-2, 100),
            StudyParameter.Count("replicates", 2, "independent splits and initializations"),
            StudyParameter.Count("train", 300, "training examples; the others test"),
            StudyParameter.Count("width", 64, "width of the hidden layer"),
            StudyParameter.Positive("step", 0.05, "eta of unit-log-loss descent"),
            new StudyParameter("delay", Array(20.0), "k0 of the decay 1 / (k + k0)", 2, 1e6),
            StudyParameter.Count("steps", 2000, "steps of every network"),
            StudyParameter.Count("least-squares-steps", 20000, "steps on the least-squares problem of 10 equations in 30 unknowns")),
        static context =>
            from runs in Runs(context)
            from squares in NormMinimizingLeastSquares.Run(context)
            select NormMinimizingResult.Of(runs, squares, context.Settings.Reals("scales")));

    private static Either<Error, Arr<DigitsRun>> Runs(StudyContext context)
    {
        var (settings, part, runs) = (context.Settings, 0, new List<Either<Error, DigitsRun>>());
        var rules = Array<(string Name, Rule Rule)>((Plain, new UnitLogLossDescent()), (Minimizing, new NormMinimizingDescent(settings.Real("delay"), 1, IsUnitLogLoss: true)));
        foreach (var scale in settings.Reals("scales"))
            for (var r = 0; r < settings.Integer("replicates"); r++)
                foreach (var (name, rule) in rules)
                    runs.Add(One(context, r, scale, name, rule, part++, settings.Reals("scales").Count * settings.Integer("replicates") * rules.Count));
        return runs.ToArr().Sequence();
    }

    private static Either<Error, DigitsRun> One(StudyContext context, int replicate, double scale, string name, Rule rule, int part, int of)
    {
        var (key, settings) = (context.Key.At(replicate), context.Settings);
        return
            from split in context.Data["digits"].SplitAt(settings.Integer("train"), key.For("split"))
            from problem in StudyProblem.Dense(context, [split.Train.InputSize, settings.Integer("width"), split.Train.OutputCount], new Activation.Relu(), split.Train, new Loss.CrossEntropy(), scale, key)
            from run in problem.Train(
                rule, new Constant(settings.Real("step")), settings.Integer("steps"), key, DigitsRun.Probes(split.Train, split.Test), new ObservationSchedule.Every(10),
                context.Part(part, of, FormattableString.Invariant($"{name}, scale {scale}, replicate {replicate + 1}")), Arr<StoppingRule>.Empty)
            select new DigitsRun(name, scale, replicate, run);
    }
}
