using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>NC17: normalized train and test losses lie on a line because both are divided by P.</summary>
public static class NormalizedLossesShareAFactor
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC17",
        "normalized losses share a factor",
        "Normalized train and test losses agree across runs, so bounds on the gap are tight.",
        "Most of the correlation is the common factor 1 / P; the ratio of what they fall short of log 2, which that factor cannot change, varies.",
        "runs w = (3, s), s from 4 to 64, that differ in the test error by 0.25 or more: correlation of the normalized losses >= 0.99, ratio (log 2 - test)/(log 2 - train) varies by 0.2 or more",
        "none",
        new("Liao, Miranda, Banburski, Hidary, Poggio", "A Surprising Linear Relationship Predicts Test Performance in Deep Networks", "arXiv:1807.09659", "docs/theory/normalized-flow.md, NC17"),
        "linear models on two features, the second of which is 0 in training and leans against the label in the test; the label is the sign of the first",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var (train, test) = (Make(40, "train", 0, 0), Make(2000, "test", 0.15, 0.03));
        var runs = new[] { 4.0, 8, 16, 32, 64 }.Select(s =>
        {
            var p = Math.Sqrt(9 + (s * s));
            return (Train: Loss(numerics, train, 3 / p, s / p), Test: Loss(numerics, test, 3 / p, s / p));
        }).ToArray();
        var ratios = runs.Select(static r => (0.6931471805599453 - r.Test.Loss) / (0.6931471805599453 - r.Train.Loss)).ToArray();
        yield return Outcome.AtMost(0.25, runs.Max(static r => r.Test.Error) - runs.Min(static r => r.Test.Error), 0, "spread of the test error");
        yield return Outcome.AtMost(0.99, Correlation([.. runs.Select(static r => r.Train.Loss)], [.. runs.Select(static r => r.Test.Loss)]), 0, "correlation");
        yield return Outcome.AtMost(0.2, ratios.Max() - ratios.Min(), 0, "spread of the ratio");
    }

    private static Dataset Make(int count, string name, double noise, double lean)
    {
        var draws = new double[2 * count];
        Draws.Gaussian(new Key(9).For(name), RandomStream.Data, 0, draws);
        var inputs = Matrix.Build(count, 2, x =>
        {
            for (var i = 0; i < x.Length; i++)
                x[i] = i % 2 == 0 ? draws[i] + Math.Sign(draws[i]) : (noise * draws[i]) - (lean * Math.Sign(draws[i - 1]));
        });
        return Dataset.Create(name, inputs, new Targets.Signs(Vector.Build(count, y =>
        {
            for (var i = 0; i < count; i++)
                y[i] = Math.Sign(draws[2 * i]);
        })), "generated").Made();
    }

    private static (double Loss, double Error) Loss(NumericsPolicy numerics, Dataset data, double x, double y)
    {
        var network = Network.Dense([2, 1], new Activation.Linear(), BiasPlacement.None).Made();
        var objective = Objective.Create(network, data, new Loss.Logistic(), Reduction.Mean, numerics).Made();
        var statistics = objective.Statistics(Instances.At(objective, x, y));
        return (statistics.Loss, statistics.Error.OrNaN);
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        var product = x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum();
        return product / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }
}
