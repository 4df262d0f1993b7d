using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>NC6: weight normalization is the Lagrange flow, not plain gradient flow.</summary>
public static class WeightNormIsAnotherFlow
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC6",
        "weight normalization is another flow",
        "Weight normalization, constrained and plain gradient descent have the same dynamics.",
        "Weight normalization started at |v| = 1 is the Lagrange flow with free norms; plain gradient flow moves on another path, tangential speeds differing by g^2 / |v|^2.",
        "at T = 4: |W_WN - W_Lagrange| <= 1e-8 max |W|, |W_WN - W_GD| >= 0.05; tangential speeds at the start in the ratio rho_k^2",
        "1e-8; ratio of speeds 1e-4, over a time of 1e-7",
        Sources.SalimansKingma("NC6"),
        "5-6-4-1 linear network on sep(12, 5, 0.2), initialization scale 0.6, physical time 4",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Separable(12, 5, 0.2, 2), [6, 4]);
        var start = Instances.Draw(objective, 0.6, 2);
        double[] End(Flow flow) => Instances.Follow(objective, start, flow, 1e-10, 4).Final.Parameters.Flat.ToArray();
        var (plain, normalized) = (End(Flow.GradientFlow), End(Flow.WeightNormFlow));
        var lagrange = End(Flow.GradientFlow with { Chart = new SphereChart(SphereScheme.Lagrange, FixedNorms: false) });
        yield return Outcome.Equal(normalized, lagrange, 1e-8 * Terms.Size(lagrange), "Lagrange flow");
        yield return Outcome.AtMost(0.05, normalized.Zip(plain, static (a, b) => Math.Abs(a - b)).Max(), 0, "distance to plain gradient flow");
        yield return Speeds(objective, start);
    }

    // Over a short time the tangential displacements stand in the ratio of the speeds.
    private static Outcome Speeds(Objective objective, Parameters start)
    {
        const double Time = 1e-7;
        var kernels = objective.Numerics.Kernels;
        var before = objective.Network.Decompose(start, kernels).Made();
        double[] Turns(Flow flow)
        {
            var after = objective.Network.Decompose(Instances.Follow(objective, start, flow, 1e-12, Time).Final.Parameters, kernels).Made();
            return [.. start.Layout.Weights.Map(b => Instances.Angle(after.Directions.Of(b), before.Directions.Of(b)))];
        }

        var (plain, normalized) = (Turns(Flow.GradientFlow), Turns(Flow.WeightNormFlow));
        return Outcome.All(plain.Select((turn, k) => Outcome.Equal(
            normalized[k] / turn, before.LayerNorms[k] * before.LayerNorms[k], 1e-4, $"ratio of tangential speeds of layer {k + 1}")));
    }
}
