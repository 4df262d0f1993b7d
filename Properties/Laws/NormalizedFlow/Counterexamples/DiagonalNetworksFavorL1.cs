using Marginalia.Flows;
using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>NC14 (and N29): diagonal linear networks end at the l1 margin, fully connected ones at the l2 margin.</summary>
public static class DiagonalNetworksFavorL1
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC14",
        "diagonal networks have another limit",
        "Deep linear networks have the implicit bias of the support vector machine.",
        "Fully connected ones have; the diagonal network sum_i u_i v_i x_i ends in the direction of the largest l1 margin.",
        "diagonal: direction (4/7, 3/7, 0), l1 margin 0.6; fully connected: within an angle of 0.02 of the l2 direction, which is 0.145 away from the other",
        "direction 1e-4, margin 1e-4 at psi = 2000",
        new("Gunasekar, Lee, Soudry, Srebro", "Implicit Bias of Gradient Descent on Linear Convolutional Networks", "arXiv:1806.00468", "docs/theory/normalized-flow.md, NC14"),
        "z = (1, 0.4, 0.2), (0.3, 1, -0.5), (0.9, 0.2, 0.6); diagonal from u = 0.1, v = 0; 3-3-1 from scale 0.5",
        Parts);

    private static Matrix Points => Matrix.Of(3, 3, 1, 0.4, 0.2, 0.3, 1, -0.5, 0.9, 0.2, 0.6);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var w = Diagonal();
        var size = w.Sum(Math.Abs);
        yield return Outcome.Equal([.. w.Select(x => x / size)], [4.0 / 7, 3.0 / 7, 0], 1e-4, "direction of the diagonal network");
        yield return Outcome.Equal(Signed.Margins(Points, w).Min() / size, 0.6, 1e-4, "l1 margin");
        var best = HardMarginSolver.Solve(Points).Match(static s => s.Direction, static _ => Vector.Empty);
        yield return Outcome.Equal(Instances.Angle(w, best.Span), 0.145, 1e-3, "angle to the l2 direction");
        var objective = Instances.Model(numerics, Instances.Signed(Points), [3]);
        var full = Instances.Follow(objective, Instances.Draw(objective, 0.5, 6), Flow.UnitLogLossFlow, 1e-7, 300).Final.Parameters;
        var (first, last) = (full.Weight(0), full.Weight(1));
        var product = Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 3).Sum(j => last[0, j] * first[j, i])).ToArray();
        yield return Outcome.AtMost(Instances.Angle(product, best.Span), 0.02, 0, "angle of the fully connected network");
    }

    // The unit-log-loss clock: u' = g_u / |g|^2 with g_u = (sum omega_n z_n) v, g_v = (sum omega_n z_n) u, entry by entry.
    private static double[] Diagonal()
    {
        var points = Points;
        var problem = new OdeProblem((_, y, slope) =>
        {
            var margins = new double[3];
            for (var n = 0; n < 3; n++)
                for (var i = 0; i < 3; i++)
                    margins[n] += y[i] * y[3 + i] * points[n, i];
            var least = margins.Min();
            var weights = margins.Select(q => Elementary.Exp(least - q)).ToArray();
            var (total, square) = (weights.Sum(), 0.0);
            for (var i = 0; i < 3; i++)
            {
                var z = Enumerable.Range(0, 3).Sum(n => weights[n] / total * points[n, i]);
                (slope[i], slope[3 + i]) = (z * y[3 + i], z * y[i]);
                square += (slope[i] * slope[i]) + (slope[3 + i] * slope[3 + i]);
            }

            foreach (ref var s in slope)
                s /= square;
        });
        var method = DormandPrince.Create(1e-9, 0).Made();
        var end = method.Integrate(problem, method.Start(problem, 0, Vector.Of(0.1, 0.1, 0.1, 0, 0, 0)).Made(), 2000).State.Y;
        return [.. Enumerable.Range(0, 3).Select(i => end[i] * end[3 + i])];
    }
}
