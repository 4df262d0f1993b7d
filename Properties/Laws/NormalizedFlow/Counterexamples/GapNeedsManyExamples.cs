using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>NC16: the generalization gap at fixed norm vanishes with the number of examples, not at any one number.</summary>
public static class GapNeedsManyExamples
{
    private const double Rho = 30;
    private const int TestCount = 4000;

    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC16",
        "the gap at a fixed number of examples",
        "At fixed architecture and norm the generalization gap is zero.",
        "It tends to zero as the number of examples grows; at a fixed number nothing is promised.",
        "test less train mean logistic loss of the minimizer at norm 30 in 10 dimensions: at least 0.05 with 40 examples, less than a fifth of that with 640",
        "none",
        Sources.TheoryIII("NC16"),
        "sep(n, 10, 0) with one teacher, n = 40 and 640, 4000 test examples",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        // A prefix of a data set has the teacher of the whole.
        var all = Instances.Separable(640 + TestCount, 10, 0, 8);
        var test = all.Rows([.. Enumerable.Range(640, TestCount)]);
        double Gap(int n)
        {
            var train = all.Take(n).Made();
            var direction = FixedNormSolver.Solve(Signed.Points(train), Rho, numerics).Made().Direction;
            return Loss(numerics, test, direction) - Loss(numerics, train, direction);
        }

        var (few, many) = (Gap(40), Gap(640));
        yield return Outcome.AtMost(0.05, few, 0, "gap with 40 examples");
        yield return Outcome.AtMost(many, few / 5, 0, "gap with 640 examples");
    }

    private static double Loss(NumericsPolicy numerics, Dataset data, Vector direction)
    {
        var network = Network.Dense([data.InputSize, 1], new Activation.Linear(), BiasPlacement.None).Made();
        var objective = Objective.Create(network, data, new Loss.Logistic(), Reduction.Mean, numerics).Made();
        return objective.Value(Instances.At(objective, [.. direction.ToArray().Select(static v => Rho * v)]));
    }
}
