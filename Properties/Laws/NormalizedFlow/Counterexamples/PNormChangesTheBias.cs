using Marginalia.Flows;
using Marginalia.Numerics;

namespace Marginalia.Laws;

/// <summary>NC9: a constraint on another norm has other critical points.</summary>
public static class PNormChangesTheBias
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC9",
        "p-norm constraints change the limit",
        "Gradient descent under a unit p-norm constraint and without it share their critical points.",
        "Only for p = 2. For one example z the constrained flow ends where |v_i|^(p-1) is proportional to |z_i|, the unconstrained one in the direction of z.",
        "z = (1, 2): v_2 / v_1 = 2^(1/3) for p = 4, 4 for p = 1.5, 2 without constraint from a start along z",
        "1e-6",
        Sources.TheoryIII("NC9"),
        "one example (1, 2), exponential loss, rho = 5",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Matrix.Of(1, 2, 1, 2)), []);
        double Ratio(Flow flow, double x, double y, double time)
        {
            var end = Instances.Follow(objective, Instances.At(objective, x, y), flow, 1e-10, time).Final.Parameters.Flat;
            return end[1] / end[0];
        }

        foreach (var p in new[] { 4.0, 1.5 })
        {
            var flow = Flow.SphereFlow with { Chart = PNormChart.Create(p).Made() };
            yield return Outcome.Equal(Ratio(flow, 4, 1, 50), Elementary.Pow(2, 1 / (p - 1)), 1e-6, $"limit for p = {p}");
        }

        yield return Outcome.Equal(Ratio(Flow.SphereFlow, 4, 1, 50), 2, 1e-6, "limit for p = 2");
        yield return Outcome.Equal(Ratio(Flow.UnitLogLossFlow, 0.1, 0.2, 50), 2, 1e-6, "direction without constraint");
    }
}
