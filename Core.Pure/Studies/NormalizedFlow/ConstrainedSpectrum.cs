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

/// <summary>S12: at fixed norms every layer alone sees a strictly convex minimum, all together a flat one with a known number of zero modes.</summary>
public static class ConstrainedSpectrum
{
    internal const string Constructed = "constructed", Trained = "trained at fixed norms", Free = "trained freely";

    private static readonly int[][] Networks = [[4, 4, 1], [4, 3, 2, 1], [4, 6, 1], [4, 5, 3, 2, 1]];

    /// <summary>The study.</summary>
    public static Study Study { get; } = new(
        "constrained-spectrum",
        "The Hessian on the spheres",
        "What does the Hessian of the loss look like at the minimum on the product of the layers' unit spheres?",
        new("Banburski et al.", "Theory III: Dynamics and Generalization in Deep Networks", "arXiv:1903.04991v5", "docs/theory/normalized-flow.md, S12 and N31"),
        Arr<string>.Empty,
        Array(
            StudyParameter.Count("n", 10, "examples, Gaussian with the sign of a random unit teacher"),
            new StudyParameter("gap", Array(0.3), "smallest distance of an example to the teacher's boundary", 0, 3),
            StudyParameter.Positive("norm", 60, "the product norm rho"),
            StudyParameter.Positive("scale", 0.5, "scale of the initial weights of the trained networks"),
            StudyParameter.Positive("time", 3, "how long the networks are trained at fixed norms, in the time of W' = grad psi")),
        Run);

    private static Either<Error, StudyResult> Run(StudyContext context) =>
        from data in SeparableGaussians.Create(context.Settings.Integer("n"), 4, context.Settings.Real("gap"), context.Key.For("data")).First()
        let points = HardMarginSolver.Signed(data.Inputs, ((Targets.Signs)data.Targets).Labels)
        from minimum in FixedNormSolver.Solve(points, context.Settings.Real("norm"), context.Numerics)
        from rows in Networks.Select((sizes, i) => Spectra(context, data, sizes, i, minimum.Direction)).ToArr().Sequence()
        select ConstrainedSpectrumResult.Of(rows.ToArr().Bind<Arr<NetworkSpectrum>, NetworkSpectrum>(static r => r), context.Settings.Real("norm"));

    private static Either<Error, Arr<NetworkSpectrum>> Spectra(StudyContext context, Dataset data, int[] sizes, int index, Vector direction)
    {
        context.Begin(index, Networks.Length, string.Join("-", sizes));
        var norm = context.Settings.Real("norm");
        return
            from problem in StudyProblem.Dense(context, sizes, new Activation.Linear(), data, new Loss.Exponential(), context.Settings.Real("scale"), context.Key.For("init").At(index))
            let stationary = DeepLinearMinimum.Of(problem.Objective.Network, direction, norm, context.Key.For("hidden").At(index))
            from exact in SphereSpectrum.Of(problem.Objective, stationary)
            from method in DormandPrince.Create(1e-8, stepFloor: 0).First()
            from path in Flow.UnitLogLossFlow.Follow(problem.Objective, problem.Start, method, Vector.Of(problem.Objective.Statistics(stationary).Psi - problem.Objective.Statistics(problem.Start).Psi))
            from free in SphereSpectrum.Of(problem.Objective, path.Final.Parameters)
            from start in AtNorm(problem, norm, context.Numerics)
            from held in Flow.SphereFlow.Follow(problem.Objective, start, method, Vector.Of(context.Settings.Real("time")))
            from trained in SphereSpectrum.Of(problem.Objective, held.Final.Parameters)
            select Array(new NetworkSpectrum(sizes, Constructed, exact), new NetworkSpectrum(sizes, Trained, trained), new NetworkSpectrum(sizes, Free, free));
    }

    /// <summary>The directions of the start with equal norms of this product.</summary>
    private static Either<Error, Parameters> AtNorm(StudyProblem problem, double norm, NumericsPolicy numerics)
    {
        var each = Elementary.Exp(Elementary.Log(norm) / problem.Objective.Network.Depth);
        return
            from parts in problem.Objective.Network.Decompose(problem.Start, numerics.Kernels)
            from start in Parameters.Create(parts.Directions.Layout, Vector.Of([.. parts.Directions.Flat.ToArray().Select(v => v * each)])).First()
            select start;
    }
}
