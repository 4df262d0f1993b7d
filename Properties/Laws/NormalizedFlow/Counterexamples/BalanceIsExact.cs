using LanguageExt;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>NC12 and N10: balances change by exact squares under gradient steps, and freely under momentum and Adam.</summary>
public static class BalanceIsExact
{
    /// <summary>NC12.</summary>
    public static Counterexample Instance { get; } = new(
        "NC12",
        "balancedness is exact",
        "Gradient descent keeps layers balanced approximately, up to a term of order eta.",
        "Every step, on any minibatch and however large, changes the balance by exactly eta^2 times that of the gradient; that the drift over a fixed time is of order eta is a consequence.",
        "300 steps, eta = 0.1, batches of 3: B' - B = eta^2 B(G) in each; drift over time 2 at eta = 1e-2 over that at 5e-3: 2.0",
        "identity 1e-12 max rho^2; ratio 0.1",
        Sources.DuHuLee("NC12"),
        "5-7-6-1 linear network on sep(12, 5, 0.2), initialization scale 0.4",
        Exact);

    /// <summary>N10.</summary>
    public static Counterexample NegativeControl { get; } = new(
        "N10",
        "momentum and Adam break the balance",
        "Balances are conserved by every optimizer.",
        "Heavy ball and Adam move them at least ten times as far as gradient descent over the same time, and the law N6 does not apply to them.",
        "drift of B over 400 steps: gradient descent eta = 5e-3; heavy ball (0.9, 5e-4) >= 10 times; Adam 5e-3 >= 10 times",
        "none",
        Sources.DuHuLee("N10"),
        "5-7-6-1 linear network on sep(12, 5, 0.2), initialization scale 0.4",
        Control);

    private static Objective Model(NumericsPolicy numerics) => Instances.Model(numerics, Instances.Separable(12, 5, 0.2, 4), [7, 6]);

    private static IEnumerable<Outcome> Exact(NumericsPolicy numerics)
    {
        var objective = Model(numerics);
        var start = Instances.Draw(objective, 0.4, 4);
        var states = new List<Parameters> { start };
        var plan = Plan.Create(objective, new GradientDescent(), new Constant(0.1), 300, new WithReplacement(3), Arr<StoppingRule>.Empty, checkpointInterval: 1).Made();
        Run.Continue(plan, Run.Start(plan, start, new Key(4)).Made(), new(Checkpoint: s => states.Add(s.Parameters))).Made();
        yield return Outcome.All(states.Zip(states.Skip(1), (before, after) => Step(objective, before, after)));
        yield return Outcome.Equal(Drift(numerics, new GradientDescent(), 1e-2, 200) / Drift(numerics, new GradientDescent(), 5e-3, 400), 2, 0.1, "drift at eta over drift at eta / 2");
    }

    // The step itself, theta' - theta = -eta G, stands for the gradient.
    private static Outcome Step(Objective objective, Parameters before, Parameters after)
    {
        var network = objective.Network;
        var change = Probing.Moved(after, before.Flat, -1);
        var (b, next, square) = (network.LayerBalances(before).Made(), network.LayerBalances(after).Made(), network.LayerBalances(change).Made());
        var size = Conservation.LargestSquare(network, before, after, objective.Numerics.Kernels);
        return Outcome.All(Enumerable.Range(0, b.Length).Select(k => Outcome.Equal(next[k] - b[k], square[k], 1e-12 * size, $"change of B_{k + 1}")));
    }

    private static IEnumerable<Outcome> Control(NumericsPolicy numerics)
    {
        var descent = Drift(numerics, new GradientDescent(), 5e-3, 400);
        yield return Outcome.AtMost(10 * descent, Drift(numerics, new Momentum(), 5e-4, 400), 0, "drift of the heavy ball");
        yield return Outcome.AtMost(10 * descent, Drift(numerics, new Adam(), 5e-3, 400), 0, "drift of Adam");
        foreach (var rule in (Rule[])[new Momentum(), new Adam()])
        {
            var problem = new NetworkRecipe(5, Prelude.Array(7, 6), 1, new Activation.Linear(), BiasPlacement.None, new Loss.Exponential(), 12, 0.4, Awkwardness.None, 4);
            var verdict = LayerBalance.Law.Check(numerics, new(problem, Reduction.Sum, rule, new FullBatch(), 1e-3, 1));
            yield return verdict is Outcome.NotApplicable ? Outcome.Held : new Outcome.Violated(1, 0, $"N6 applies to {rule.Name}");
        }
    }

    private static double Drift(NumericsPolicy numerics, Rule rule, double rate, int steps)
    {
        var objective = Model(numerics);
        var start = Instances.Draw(objective, 0.4, 4);
        var plan = Plan.Create(objective, rule, new Constant(rate), steps, stoppingRules: Arr<StoppingRule>.Empty).Made();
        var end = Run.Continue(plan, Run.Start(plan, start, new Key(4)).Made()).Made().Final.Parameters;
        var (before, after) = (objective.Network.LayerBalances(start).Made(), objective.Network.LayerBalances(end).Made());
        return Enumerable.Range(0, before.Length).Max(k => Math.Abs(after[k] - before[k]));
    }
}
