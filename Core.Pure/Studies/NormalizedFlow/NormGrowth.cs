using LanguageExt;
using Marginalia.Data;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;
using static LanguageExt.Prelude;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Studies;

/// <summary>S2: after separation the product norm grows like log t over the margin, whatever the depth.</summary>
public static class NormGrowth
{
    private const int Depths = 4, Points = 250;

    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "norm-growth",
        "How fast norms grow",
        "How do the norms of the layers and their product grow with time, and does the law depend on depth?",
        new("Lyu, Li; Banburski et al.", "Gradient Descent Maximizes the Margin of Homogeneous Neural Networks; Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1906.05890, arXiv:1903.04991", "docs/theory/normalized-flow.md, S2 and N22"),
        Arr<string>.Empty,
        Array(
            StudyParameter.Count("n", 12, "examples, Gaussian with the sign of a random unit teacher"),
            StudyParameter.Count("d", 4, "features"),
            new StudyParameter("gap", Array(0.3), "smallest distance of an example to the teacher's boundary", 0, 3),
            StudyParameter.Count("width", 3, "width of the hidden layers"),
            StudyParameter.List("scales", Array(0.3, 0.4, 0.5, 0.7), "scale of the initial weights for each depth from 1 on, at most four", 1e-3, 10),
            StudyParameter.Positive("psi", 1000, "how far the flow is followed, in psi = -log L"),
            StudyParameter.Positive("tolerance", 1e-8, "relative tolerance of the integrator")),
        Run);

    private static Either<Error, StudyResult> Run(StudyContext context) =>
        from data in SeparableGaussians.Create(context.Settings.Integer("n"), context.Settings.Integer("d"), context.Settings.Real("gap"), context.Key.For("data")).First()
        from margin in HardMarginSolver.Solve(data).Map(static m => m.Match(static s => s.Margin, static _ => double.NaN))
        from runs in context.Settings.Reals("scales").Take(Depths).ToArr().Map((i, scale) => Follow(context, data, i + 1, scale)).Sequence()
        select NormGrowthResult.Of(runs.ToArr(), margin, context.Settings.Real("psi"));

    private static Either<Error, NormGrowthRun> Follow(StudyContext context, Dataset data, int depth, double scale)
    {
        context.Begin(depth - 1, Depths, $"depth {depth}");
        int[] sizes = [data.InputSize, .. Enumerable.Repeat(context.Settings.Integer("width"), depth - 1), 1];
        return
            from problem in StudyProblem.Dense(context, sizes, new Activation.Linear(), data, new Loss.Exponential(), scale, context.Key.For("init").At(depth))
            from method in DormandPrince.Create(context.Settings.Real("tolerance"), stepFloor: 0).First()
            from path in Flow.UnitLogLossFlow.Follow(problem.Objective, problem.Start, method, Times(context.Settings.Real("psi") - problem.Objective.Statistics(problem.Start).Psi))
            select NormGrowthRun.Of(depth, path, problem.Objective);
    }

    // Dense in the beginning, where most happens, and evenly spaced from a tenth on.
    private static Vector Times(double reach) => Vector.Build(Points, t =>
    {
        for (var i = 0; i < t.Length; i++)
        {
            var part = (i + 1.0) / t.Length;
            t[i] = reach * part * part;
        }
    });
}
