using Marginalia.Flows;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>NC1 (and N19): the smallest margin may fall at any norm; the smoothed margin does not.</summary>
public static class MinMarginMayFall
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC1",
        "the smallest margin may fall",
        "The normalized margin increases monotonically once the norm is large.",
        "Only the smoothed margin is monotone; the smallest margin may fall at any norm, by at most kappa / P, and here by nearly c / rho of the start.",
        "start rho_0 V*: 0.1 / rho_0 <= 1 - min_t gamma_min(t) <= c / rho_0 <= log 2 / rho_0, c = 0.27726; gamma~ never falls",
        "smoothed margin: 1e-7",
        Sources.LyuLi("NC1"),
        "z = (1, 1), (1, -1/4), exponential loss, gradient flow from 10 V* and 100 V*",
        static numerics => new[] { 10.0, 100.0 }.SelectMany(rho => Parts(numerics, rho)));

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics, double rho)
    {
        var data = Instances.Signed(Instances.UnequalDuals);
        var objective = Instances.Model(numerics, data, []);
        var flow = Instances.Follow(objective, Instances.At(objective, rho, 0), Flow.UnitLogLossFlow, 1e-9, Instances.Times(3 * rho, 60));
        var margins = flow.Points.Map(p => objective.NormalizedMargins(p.Parameters)).ToArray();
        var least = margins.Min(static m => m.MinProduct.OrNaN);
        var c = HardMarginSolver.Solve(Instances.UnequalDuals).Match(static s => s.MarginGapConstant, static _ => double.NaN);
        yield return Outcome.Equal(c, 0.27726, 1e-5, "margin-gap constant c");
        yield return Outcome.AtMost(0.1 / rho, 1 - least, 0, $"fall of the smallest margin from rho = {rho}");
        yield return Outcome.AtMost(1 - least, c / rho, 0, $"the fall is below c / rho = {c / rho:G4}");
        yield return Outcome.All(margins.Zip(margins.Skip(1), static (a, b) => Outcome.AtMost(a.SmoothedProduct.OrNaN, b.SmoothedProduct.OrNaN, 1e-7, "smoothed margin")));
    }
}
