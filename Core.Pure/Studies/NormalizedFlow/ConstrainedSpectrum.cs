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
            StudyParameter.Positive("scale", 0.5, "scale of the initial weights of the trained networks")),
        Run);

    private static Either<Error, StudyResult> Run(StudyContext context) =>
        from data in SeparableGaussians.Create(context.Settings.Integer("n"), 4, context.Settings.Real("gap"), context.Key.For("data")).First()
        let points = HardMarginSolver.Signed(data.Inputs, ((Targets.Signs)data.Targets).Labels)
        let direction = FixedNormSolution.Of(points, context.Settings.Real("norm"))
        from rows in Networks.Select((sizes, i) => Spectra(context, data, sizes, i, direction)).ToArr().Sequence()
        select ConstrainedSpectrumResult.Of(rows.ToArr().Bind<Arr<SphereSpectrum>, SphereSpectrum>(static r => r), context.Settings.Real("norm"));

    private static Either<Error, Arr<SphereSpectrum>> Spectra(StudyContext context, Dataset data, int[] sizes, int index, Vector direction)
    {
        context.Begin(index, Networks.Length, string.Join("-", sizes));
        var norm = context.Settings.Real("norm");
        return
            from problem in StudyProblem.Dense(context, sizes, new Activation.Linear(), data, new Loss.Exponential(), context.Settings.Real("scale"), context.Key.For("init").At(index))
            let stationary = Stationary(problem.Objective.Network, direction, norm, context.Key.For("hidden").At(index))
            from exact in SphereSpectrum.Of(sizes, "constructed", problem.Objective, stationary, context.Numerics)
            from method in DormandPrince.Create(1e-8, stepFloor: 0).First()
            from path in Flow.UnitLogLossFlow.Follow(problem.Objective, problem.Start, method, Vector.Of(problem.Objective.Statistics(stationary).Psi - problem.Objective.Statistics(problem.Start).Psi))
            from trained in SphereSpectrum.Of(sizes, "trained", problem.Objective, path.Final.Parameters, context.Numerics)
            select Array(exact, trained);
    }

    /// <summary>W_1 = r a_1 V^T, W_2 = r a_2 a_1^T, ..., W_L = r a_(L-1)^T with random unit a_k and r^L the product norm.</summary>
    private static Parameters Stationary(Network network, Vector direction, double norm, Key key)
    {
        var each = Elementary.Exp(Elementary.Log(norm) / network.Depth);
        var flat = new double[network.ParameterCount];
        var incoming = direction.ToArray();
        for (var k = 0; k < network.Depth; k++)
        {
            var block = network.Layout.Weights[k];
            var outgoing = k == network.Depth - 1 ? [1] : Unit(key, k, block.Rows);
            for (var i = 0; i < block.Rows; i++)
                for (var j = 0; j < block.Columns; j++)
                    flat[block.Offset + (i * block.Columns) + j] = each * outgoing[i] * incoming[j];
            incoming = outgoing;
        }

        return Parameters.Create(network.Layout, Vector.Of(flat)).Match(static p => p, static e => throw new ArgumentException(e.Head.Sentence));
    }

    private static double[] Unit(Key key, int layer, int size)
    {
        var a = new double[size];
        Draws.Gaussian(key, RandomStream.Data, (ulong)layer, a);
        var norm = Math.Sqrt(a.Sum(static x => x * x));
        return [.. a.Select(x => x / norm)];
    }
}
