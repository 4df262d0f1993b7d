using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>N38: a first-order point of a nonlinear network need not have the largest margin, not even locally.</summary>
public static class KktPointIsNotMaxMargin
{
    private const double Epsilon = 0.25;

    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "N38",
        "a first-order point without the largest margin",
        "Limits of gradient flow of nonlinear networks maximize the margin.",
        "They satisfy its first-order conditions only: one relu unit at (0, 1) beside a dead one is such a point with margin 1/4, although two active units reach 0.51539, and a small second unit already raises the margin.",
        "1 - cos beta = 0 at both; margins 0.25 and sqrt(1 + 1/16)/2 = 0.51539; with a second unit of size 0.1: margin above 0.252",
        "1e-10; first-order conditions 1e-12",
        new("Vardi, Shamir, Srebro", "On Margin Maximization in Linear and ReLU Networks", "arXiv:2110.02732", "docs/theory/normalized-flow.md, N38"),
        "x = (1, 1/4), (-1, 1/4), both +1; 2-2-1 relu network, exponential loss",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Matrix.Of(2, 2, 1, Epsilon, -1, Epsilon)), [2], new Activation.Relu());
        var side = Math.Sqrt(1 + (Epsilon * Epsilon));
        var one = Instances.At(objective, 0, 1, 0, 0, 1, 0);
        var two = Instances.At(objective, 1, Epsilon, -1, Epsilon, side, side);
        double Margin(Parameters p) => objective.NormalizedMargins(p).MinProduct.OrNaN;
        yield return Outcome.Equal(Margin(one), Epsilon, 1e-10, "margin of one unit");
        yield return Outcome.Equal(Margin(two), side / 2, 1e-10, "margin of two units");
        yield return Outcome.Equal(KktConditions.Of(objective, one).Made().OneMinusCosBeta, 0, 1e-12, "first-order condition of one unit");
        yield return Outcome.Equal(KktConditions.Of(objective, two).Made().OneMinusCosBeta, 0, 1e-12, "first-order condition of two units");
        // A tilt of t^2/2 of the first unit raises one margin, the new unit of size t the other one by as much.
        const double Small = 0.1;
        var grown = Instances.At(objective, -Small * Small / 2, 1, Small, 0, 1, Small);
        yield return Outcome.AtMost(Margin(one) + 2e-3, Margin(grown), 0, "margin with a small second unit");
    }
}
