using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>NC10: minima on the product of spheres are strict in each layer but flat jointly.</summary>
public static class JointHessianIsFlat
{
    private const double Rho = 60;

    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC10",
        "the joint Hessian has flat directions",
        "Minima of the constrained problem are strictly convex.",
        "Each layer's block of the Riemannian Hessian is at least rho R_V; the joint one of a deep linear network is positive semidefinite with exactly sum (h_k - 1) flat directions, the rotations of hidden spaces.",
        "zero modes: 0 without hidden layer, 1 (4-2-1), 2 (4-2-2-1), 3 (4-4-1), 3 (4-3-2-1), 5 (4-6-1); no negative eigenvalue; smallest eigenvalue of a block = rho R_V, without hidden layer above it",
        "zero: 1e-3 rho R_V; blocks 1e-6 relative",
        Sources.TheoryIII("NC10"),
        "sep(10, 4, 0.3), exponential loss, product norm 60, at the stationary point V_1 = a_1 V_rho^T, V_2 = a_2 a_1^T, ...",
        static numerics => new int[][] { [], [2], [2, 2], [4], [3, 2], [6] }.SelectMany(hidden => Parts(numerics, hidden)));

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics, int[] hidden)
    {
        var data = Instances.Separable(10, 4, 0.3, 3);
        var objective = Instances.Model(numerics, data, hidden);
        var direction = FixedNormSolver.Solve(Signed.Points(data), Rho, numerics).Made().Direction;
        var spectrum = SphereSpectrum.Of(objective, DeepLinearMinimum.Of(objective.Network, direction, Rho, new Key(7))).Made();
        var name = string.Join("-", hidden.Prepend(4).Append(1));
        yield return Outcome.AtMost(spectrum.Tangent, 1e-9 * spectrum.RadialSum, 0, $"gradient along the spheres of {name}");
        yield return Outcome.Equal(spectrum.ZeroModes, hidden.Sum(static h => h - 1), 0, $"flat directions of {name}");
        yield return Outcome.AtMost(-1e-3 * spectrum.RadialSum, spectrum.Eigenvalues[0], 0, $"smallest eigenvalue of {name}");
        for (var k = 0; k < spectrum.SmallestBlocks.Length; k++)
        {
            var layer = objective.Network.Layers[k];
            if (hidden.Length == 0)
                yield return Outcome.AtMost(spectrum.RadialSum, spectrum.SmallestBlocks[k], 1e-6 * spectrum.RadialSum, $"smallest eigenvalue of {layer.Name} of {name}");
            else if (layer.Weight.Size > 1)
                yield return Outcome.Equal(spectrum.SmallestBlocks[k], spectrum.RadialSum, 1e-6 * spectrum.RadialSum, $"smallest eigenvalue of {layer.Name} of {name}");
        }
    }
}
