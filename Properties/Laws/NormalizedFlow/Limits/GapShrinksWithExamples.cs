using FsCheck;
using FsCheck.Fluent;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N39: the generalization gap at fixed norm falls with the number of examples.</summary>
public static class GapShrinksWithExamples
{
    private const int TestCount = 3000;
    private const int Replicates = 3;
    private const double Rho = 30;
    private static readonly int[] Counts = [50, 100, 200, 400, 800];

    /// <summary>The law.</summary>
    public static Law<ulong> Law { get; } = new(
        "N39",
        "the gap falls with the number of examples",
        "At a fixed architecture and norm the test loss less the train loss of the minimizer falls to zero with the number of examples, at least like their number to the power -0.4.",
        "slope of log gap(N) against log N <= -0.4",
        "linear models in 10 dimensions at norm 30, separable data of one teacher, means over 3 replicates",
        "slope -0.4",
        LawKind.Statistical,
        Sources.TheoryIII("N39"),
        Arb.From(Gen.Choose(0, int.MaxValue).Select(static seed => (ulong)seed)),
        Check,
        static seed => $"seed {seed}");

    private static Outcome Check(NumericsPolicy numerics, ulong seed)
    {
        var gaps = new double[Counts.Length];
        for (var replicate = 0; replicate < Replicates; replicate++)
        {
            var all = SeparableGaussians.Create(Counts[^1] + TestCount, 10, 0, new Key(seed).At(replicate)).Made();
            var test = all.Rows([.. Enumerable.Range(Counts[^1], TestCount)]);
            for (var i = 0; i < Counts.Length; i++)
                gaps[i] += Gap(numerics, all.Take(Counts[i]).Made(), test) / Replicates;
        }

        return gaps.Any(static g => g <= 0)
            ? new Outcome.NotApplicable("a measured gap is not positive, so that it has no logarithm")
            : Outcome.AtMost(Probing.LogLogSlope([.. Counts.Select(static n => (double)n)], gaps), -0.4, 0, "slope");
    }

    private static double Gap(NumericsPolicy numerics, Dataset train, Dataset test)
    {
        var direction = FixedNormSolver.Solve(Signed.Points(train), Rho, numerics).Made().Direction;
        double Loss(Dataset data)
        {
            var network = Network.Dense([data.InputSize, 1], new Activation.Linear(), BiasPlacement.None).Made();
            var objective = Objective.Create(network, data, new Loss.Logistic(), Reduction.Mean, numerics).Made();
            return objective.Value(Instances.At(objective, [.. direction.ToArray().Select(static v => Rho * v)]));
        }

        return Loss(test) - Loss(train);
    }
}
