using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>NC3: at a finite norm the dynamics does not end at the largest margin.</summary>
public static class FiniteNormIsNotMaxMargin
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC3",
        "the equilibrium at a finite norm",
        "At a finite norm the dynamics converges to a margin maximizer.",
        "It converges to the maximizer of the smoothed margin, which is short of the largest margin by about c / rho and by at most (log n) / rho.",
        "0 < (gamma* - gamma_min(V_rho)) rho <= log n, and it tends to c = 0.27726: 0.01 away at rho = 1000",
        "0.01 on the limit",
        Sources.TheoryIII("NC3"),
        "z = (1, 1), (1, -1/4), exponential loss at norm 10, 100, 1000",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var best = HardMarginSolver.Solve(Instances.UnequalDuals).Match(static s => s, static _ => throw new InvalidOperationException("The points are separable."));
        foreach (var rho in new[] { 10.0, 100, 1000 })
        {
            var gap = (best.Margin - FixedNormSolver.Solve(Instances.UnequalDuals, rho, numerics).Made().MinMargin) * rho;
            yield return Outcome.AtMost(0.1, gap, 0, $"short of the largest margin at rho = {rho}");
            yield return Outcome.AtMost(gap, Elementary.Log(2), 0, $"by at most (log n) / rho at rho = {rho}");
            if (rho == 1000)
                yield return Outcome.Equal(gap, best.MarginGapConstant, 0.01, "limit c");
        }
    }
}
