using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>NC8: the flow with a Lagrange multiplier keeps the norm on the sphere only.</summary>
public static class LagrangeFlowOffTheSphere
{
    private const long LargestSteps = 20_000;

    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC8",
        "the Lagrange flow off the sphere",
        "The flow V' = g - V <V, g> keeps the norm of V.",
        "It does on the unit sphere. Outside, the sphere attracts where the examples are right on the weighted average and repels, to infinity in finite time, where they are wrong.",
        "d|V|^2/dt = 2 <V, g> (1 - |V|^2): from 1.3 V* the norm returns to 1, from -1.1 V* it exceeds 20, from V of norm 1 it stays",
        "1e-9 on the sphere and at the return",
        new("Douglas, Amari, Kung", "On gradient adaptation with unit-norm constraints", "IEEE Trans. Signal Processing 48 (2000)", "docs/theory/normalized-flow.md, NC8"),
        "z = (1, 1), (1, -1/4), rho = 1, log-loss time 30",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Instances.UnequalDuals), []);
        yield return Outcome.Equal(Norm(objective, 0.6, 0.8), 1, 1e-9, "|V| from the sphere");
        yield return Outcome.Equal(Norm(objective, 1.3, 0), 1, 1e-9, "|V| from 1.3 V*");
        yield return Outcome.AtMost(20, Norm(objective, -1.1, 0), 0, "|V| from -1.1 V*");
    }

    private static double Norm(Objective objective, double x, double y)
    {
        var problem = new OdeProblem((_, v, slope) =>
        {
            if (!Probing.IsFinite(v))
            {
                slope.Fill(double.NaN);
                return;
            }

            var g = objective.LogGradient(Parameters.Create(objective.Network.Layout, Vector.Of(v)).Made()).Made();
            var inner = Probing.Dot(v, g.Span);
            for (var i = 0; i < slope.Length; i++)
                slope[i] = g[i] - (v[i] * inner);
        });
        var method = DormandPrince.Create(1e-11, 0).Made();
        var end = method.Integrate(problem, method.Start(problem, 0, Vector.Of(x, y)).Made(), 30, LargestSteps).State.Y;
        return Math.Sqrt(Probing.Dot(end.Span, end.Span));
    }
}
