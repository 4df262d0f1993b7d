using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
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
        "4-4-1: 3 zero modes; 4-3-2-1: 3; no negative eigenvalue; smallest eigenvalue of a block = rho R_V",
        "zero: 1e-3 rho R_V; blocks 1e-6 relative",
        Sources.TheoryIII("NC10"),
        "sep(10, 4, 0.3), exponential loss, product norm 60, at the stationary point V_1 = a_1 V_rho^T, V_2 = a_2 a_1^T, ...",
        static numerics => Parts(numerics, [4], 3).Concat(Parts(numerics, [3, 2], 3)));

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics, int[] hidden, int flat)
    {
        var data = Instances.Separable(10, 4, 0.3, 3);
        var objective = Instances.Model(numerics, data, hidden);
        var direction = FixedNormSolver.Solve(Signed.Points(data), Rho, numerics).Made().Direction;
        var point = StationaryPoint(objective, direction);
        var radial = objective.Statistics(point).RadialSum;
        var hessian = RiemannianHessian(objective, point, radial);
        var values = numerics.Decompositions.SymmetricEigen(hessian).Made().Values.ToArray();
        // The radial direction of every layer is projected out and shows as an exact zero.
        var modes = values.Count(v => Math.Abs(v) < 1e-3 * radial) - objective.Network.Depth;
        var name = string.Join("-", hidden.Prepend(4).Append(1));
        yield return Outcome.Equal(modes, flat, 0, $"flat directions of {name}");
        yield return Outcome.AtMost(-1e-3 * radial, values[0], 0, $"smallest eigenvalue of {name}");
        foreach (var block in objective.Network.Layout.Weights)
        {
            var own = numerics.Decompositions.SymmetricEigen(Block(hessian, block)).Made().Values.ToArray();
            if (block.Size > 1)
                yield return Outcome.Equal(own.Where(v => Math.Abs(v) > 1e-3 * radial).Min(), radial, 1e-6 * radial, $"smallest eigenvalue of {block.Name} of {name}");
        }
    }

    // Unit hidden vectors a_k, all norms rho^(1/L).
    private static Parameters StationaryPoint(Objective objective, Vector direction)
    {
        var layout = objective.Network.Layout;
        var norm = Elementary.Pow(Rho, 1.0 / layout.Depth);
        return Instances.At(objective, Vector.Build(layout.ParameterCount, theta =>
        {
            var incoming = direction.ToArray();
            foreach (var block in layout.Weights)
            {
                var outgoing = new double[block.Rows];
                Draws.Gaussian(new Key(7), RandomStream.Measurement, (ulong)block.Number, outgoing);
                var length = Math.Sqrt(Probing.Dot(outgoing, outgoing));
                for (var j = 0; j < block.Rows; j++)
                {
                    outgoing[j] = block.Rows == 1 ? 1 : outgoing[j] / length;
                    for (var i = 0; i < block.Columns; i++)
                        theta[block.Offset + (j * block.Columns) + i] = norm * outgoing[j] * incoming[i];
                }

                incoming = outgoing;
            }
        }).Span);
    }

    /// <summary>P (rho_j rho_k (g g^T - Hess psi) + R) P, P the projection on the tangent space of all spheres: the Hessian of L over L in the directions.</summary>
    private static Matrix RiemannianHessian(Objective objective, Parameters point, double radial)
    {
        var (layout, count) = (point.Layout, point.Flat.Length);
        var g = objective.LogGradient(point).Made();
        var curvature = objective.LogHessian(point).Made();
        var (scale, unit) = (new double[count], new double[count]);
        foreach (var block in layout.Weights)
        {
            var norm = objective.Numerics.Kernels.Norm(point.Of(block));
            for (var i = block.Offset; i < block.Offset + block.Size; i++)
                (scale[i], unit[i]) = (norm, point.Flat[i] / norm);
        }

        var h = new double[count, count];
        for (var i = 0; i < count; i++)
            for (var j = 0; j < count; j++)
                h[i, j] = (scale[i] * scale[j] * ((g[i] * g[j]) - curvature[i, j])) + (i == j ? radial : 0);
        Project(h, layout, unit, isRows: true);
        Project(h, layout, unit, isRows: false);
        return Matrix.Build(count, count, target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = h[i / count, i % count];
        });
    }

    private static void Project(double[,] h, Layout layout, double[] unit, bool isRows)
    {
        ref double At(int line, int i) => ref isRows ? ref h[i, line] : ref h[line, i];
        for (var line = 0; line < unit.Length; line++)
        {
            foreach (var block in layout.Weights)
            {
                var inner = 0.0;
                for (var i = block.Offset; i < block.Offset + block.Size; i++)
                    inner += unit[i] * At(line, i);
                for (var i = block.Offset; i < block.Offset + block.Size; i++)
                    At(line, i) -= unit[i] * inner;
            }
        }
    }

    private static Matrix Block(Matrix h, Block block) => Matrix.Build(block.Size, block.Size, target =>
    {
        for (var i = 0; i < block.Size; i++)
            h.Row(block.Offset + i).Slice(block.Offset, block.Size).CopyTo(target[(i * block.Size)..]);
    });
}
