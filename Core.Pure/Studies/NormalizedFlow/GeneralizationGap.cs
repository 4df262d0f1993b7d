using LanguageExt;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S10: with architecture and norms fixed, test and training loss approach each other as the training set grows.</summary>
public static class GeneralizationGap
{
    private const int Inputs = 10, Hidden = 16, TeacherUnits = 4;

    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "generalization-gap",
        "The gap at fixed norms",
        "How does the gap between test and training loss shrink with the number of examples when architecture and norms are fixed?",
        new("Banburski et al.", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991v5", "docs/theory/normalized-flow.md, S10 and N39"),
        Arr<string>.Empty,
        Array(
            StudyParameter.List("examples", Array(50.0, 100, 200, 400, 800, 1600, 3200), "sizes of the training set, increasing", 10, 100000),
            StudyParameter.Count("replicates", 4, "independent teachers, data and initializations"),
            StudyParameter.Count("test", 4000, "test examples"),
            StudyParameter.Positive("norm", 30, "the product norm rho, shared equally by both layers"),
            StudyParameter.Count("steps", 1500, "projected steps"),
            StudyParameter.Positive("step", 0.5, "the step is this over rho R_x sqrt(k + 1), times the gradient of -log L by the directions; R_x the largest norm of an example")),
        Run);

    private static Either<Error, StudyResult> Run(StudyContext context)
    {
        var (sizes, replicates) = (context.Settings.Reals("examples").Map(static n => (int)n), context.Settings.Integer("replicates"));
        return Range(0, replicates).Bind(r => sizes.Map((i, n) => One(context, r, n, (r * sizes.Count) + i, replicates * sizes.Count))).ToArr().Sequence()
            .Map(runs => GeneralizationGapResult.Of(runs.ToArr(), sizes));
    }

    private static Either<Error, GapRun> One(StudyContext context, int replicate, int examples, int part, int of)
    {
        var key = context.Key.At(replicate);
        var each = Math.Sqrt(context.Settings.Real("norm"));
        var largest = (int)context.Settings.Reals("examples").Max();
        return
            from all in Teacher(largest + context.Settings.Integer("test"), key.For("data"))
            let train = all.Rows([.. Enumerable.Range(0, examples)])
            let test = all.Rows([.. Enumerable.Range(largest, context.Settings.Integer("test"))])
            from problem in StudyProblem.Dense(context, [Inputs, Hidden, 1], new Activation.Relu(), train, new Loss.Logistic(), 1, key)
            from parts in problem.Objective.Network.Decompose(problem.Start, context.Numerics.Kernels)
            let start = problem with { Start = Scaled(parts.Directions, each) }
            from run in start.Train(
                new SphereDescent(), new InverseSqrt(context.Settings.Real("step") / (each * each * all.InputRadius)), context.Settings.Integer("steps"), key,
                Array<Probe>(new LossProbe(), new HoldoutProbe(train, "train"), new HoldoutProbe(test, "test")), new ObservationSchedule.AtEnd(),
                context.Part(part, of, $"replicate {replicate + 1}, {examples} examples"), Arr<StoppingRule>.Empty)
            select GapRun.Of(replicate, examples, run);
    }

    // The median of the outputs splits the examples into halves, so that no label is the rule. Where all units are silent the output is
    // exactly 0, and so may the median be: such examples count as -1.
    private static Either<Error, Dataset> Teacher(int count, Key key)
    {
        var inputs = TeacherLabels.GaussianInputs(count, Inputs, key);
        return TeacherLabels.Create(
            FormattableString.Invariant($"teacher {Inputs}-{TeacherUnits}-1"), inputs, x =>
            {
                var outputs = ReluTeacher.Outputs(x, TeacherUnits, 1, key);
                var sorted = outputs.Span.ToArray();
                System.Array.Sort(sorted);
                var median = 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[(sorted.Length - 1) / 2 + 1]);
                return Marginalia.Numerics.Matrix.Of(x.Rows, 1, [.. outputs.Span.ToArray().Select(o => o > median ? 1.0 : -1.0)]);
            },
            TeacherTargets.Sign, "standard Gaussian inputs, +1 where a random two-layer ReLU network is above its median").First();
    }

    private static Parameters Scaled(Parameters directions, double norm) => Parameters.Create(
        directions.Layout, Marginalia.Numerics.Vector.Of([.. directions.Flat.ToArray().Select(v => v * norm)])).Match(static p => p, static e => throw new ArgumentException(e.Head.Sentence));
}
