using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Training;

namespace Marginalia.Laws;

/// <summary>NC5: the change of a direction is never along it.</summary>
public static class DirectionsTurnBack
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC5",
        "directions turn back",
        "The inner product of a direction and its change is not negative.",
        "It is zero in the flow and minus half the squared change in discrete time, so negative whenever the direction moves.",
        "<V, V' - V> = -|V' - V|^2 / 2 <= -1e-4",
        "1e-14",
        Sources.TheoryIII("NC5"),
        "one step of gradient descent, eta = 0.5, linear model on sep(12, 5, 0.2)",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Separable(12, 5, 0.2, 1), []);
        var start = Instances.Draw(objective, 0.4, 1);
        var rule = new GradientDescent();
        var (after, _, _) = rule.Step(new(objective, new FullBatch(), 0.5, start, rule.Init(start), 0, new Key(1)));
        double[] Direction(Parameters p) => objective.Network.Decompose(p, numerics.Kernels).Made().Directions.Flat.ToArray();
        var (v, next) = (Direction(start), Direction(after));
        var change = v.Select((x, i) => next[i] - x).ToArray();
        yield return Outcome.AtMost(Probing.Dot(v, change), -1e-4, 0, "<V, dV> is negative");
        yield return Outcome.Equal(Probing.Dot(v, change), -Probing.Dot(change, change) / 2, 1e-14, "-|dV|^2 / 2");
    }
}
