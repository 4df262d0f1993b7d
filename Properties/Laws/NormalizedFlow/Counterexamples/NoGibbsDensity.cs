using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>NC11: without a constraint there is no Gibbs density of an exponential-type loss.</summary>
public static class NoGibbsDensity
{
    private const int Nodes = 4000;

    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC11",
        "no equilibrium without a constraint",
        "Noisy gradient descent samples from exp(-L / T) and so finds global minima.",
        "In the unconstrained space exp(-L / T) does not decay along separating directions, so it has no integral; on a sphere it is a density with finite moments.",
        "the mean of exp(-L / T) over circles tends to the fraction of separating directions, here 0.33, so its integral grows as r^2; on the circle of radius 3, T = 0.5: E cos = 0.84451, E sin = 0.42817",
        "fraction 0.01; moments 1e-5",
        Sources.TheoryIII("NC11"),
        "z = (1, 1/2), (1, -1/2), (1/5, 6/5), exponential loss, T = 0.5",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Matrix.Of(3, 2, 1, 0.5, 1, -0.5, 0.2, 1.2)), []);
        var (near, far, farther) = (Moments(objective, 100), Moments(objective, 1000), Moments(objective, 10_000));
        var separating = Directions().Count(t => Separates(objective, t)) / (double)Nodes;
        yield return Outcome.AtMost(near.Mass, far.Mass, 0, "mean over circles grows");
        yield return Outcome.Equal(farther.Mass, separating, 0.01, "limit of the mean over circles");
        yield return Outcome.AtMost(0.2, separating, 0, "fraction of separating directions");
        var circle = Moments(objective, 3);
        yield return Outcome.Equal(circle.Cosine, 0.84451, 1e-5, "E cos on the circle");
        yield return Outcome.Equal(circle.Sine, 0.42817, 1e-5, "E sin on the circle");
    }

    private static IEnumerable<(double Sine, double Cosine)> Directions() => Enumerable.Range(0, Nodes).Select(static i => Elementary.SinCosTwoPi((i + 0.5) / Nodes));

    private static bool Separates(Objective objective, (double Sine, double Cosine) direction) =>
        objective.Statistics(Instances.At(objective, direction.Cosine, direction.Sine)).MinMargin > 0;

    // The midpoint rule converges faster than any power of the number of nodes on a circle.
    private static (double Mass, double Cosine, double Sine) Moments(Objective objective, double radius)
    {
        var (mass, cosine, sine) = (0.0, 0.0, 0.0);
        foreach (var (s, c) in Directions())
        {
            var weight = Elementary.Exp(-Elementary.Exp(objective.Statistics(Instances.At(objective, radius * c, radius * s)).LogLoss) / 0.5);
            (mass, cosine, sine) = (mass + weight, cosine + (weight * c), sine + (weight * s));
        }

        return (mass / Nodes, cosine / mass, sine / mass);
    }
}
