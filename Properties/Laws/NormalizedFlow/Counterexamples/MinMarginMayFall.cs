using Marginalia.Flows;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>NC1 and N19: the smallest margin may fall at any norm; the smoothed margin does not.</summary>
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

    /// <summary>N19: the fall with the numbers of the theory, and the growth that follows it.</summary>
    public static Counterexample Numbers { get; } = new(
        "N19",
        "the smallest margin is not monotone, but grows in the end",
        "Once the data are separated the smallest margin grows along gradient flow.",
        "From rho_0 V* it first falls, at any loss level, and grows from some time on; for linear models on separable data it does so always, because its gap is c / rho with growing rho.",
        "rho_0 = 10, 100, 1000 (log L = -9.3, -99.3, -999.3): smallest value of gamma_min 0.98397, 0.997568, 0.9997289; times rho_0 the fall is 0.160, 0.243, 0.271, below c = 0.27726",
        "smallest value 1e-5 / rho_0 beyond its digits; smoothed margin 1e-7",
        Sources.Soudry("N19"),
        "z = (1, 1), (1, -1/4), V* = (1, 0), dual weights 0.2 and 0.8, exponential loss, gradient flow",
        static numerics => new[] { (10.0, -9.3, 0.98397, 5e-6), (100.0, -99.3, 0.997568, 5e-7), (1000.0, -999.3, 0.9997289, 5e-8) }.SelectMany(r => Fall(numerics, r.Item1, r.Item2, r.Item3, r.Item4)));

    private static IEnumerable<Outcome> Fall(NumericsPolicy numerics, double rho, double logLoss, double expected, double digits)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Instances.UnequalDuals), []);
        var flow = Instances.Follow(objective, Instances.At(objective, rho, 0), Flow.UnitLogLossFlow, 1e-10, Instances.Times(20 * rho, 4000));
        yield return Outcome.Equal(flow.Points[0].Statistics.LogLoss, logLoss, 0.05, $"log L at rho = {rho}");
        var margins = flow.Points.Map(p => objective.NormalizedMargins(p.Parameters)).ToArray();
        var values = margins.Select(static m => m.MinProduct.OrNaN).ToArray();
        var at = Array.IndexOf(values, values.Min());
        yield return Outcome.Equal(values[at], expected, digits + (1e-5 / rho), $"smallest value of gamma_min from rho = {rho}");
        yield return Outcome.All(values.Skip(at).Zip(values.Skip(at + 1), static (a, b) => Outcome.AtMost(a, b, 1e-12, "smallest margin after its minimum")));
        yield return Outcome.All(margins.Zip(margins.Skip(1), static (a, b) => Outcome.AtMost(a.SmoothedProduct.OrNaN, b.SmoothedProduct.OrNaN, 1e-7, "smoothed margin")));
    }

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
