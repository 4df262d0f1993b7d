using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>NC4: an output bias breaks the monotonicity of the smoothed margin.</summary>
public static class OutputBiasBreaksMonotonicity
{
    /// <summary>The counterexample.</summary>
    public static Counterexample Instance { get; } = new(
        "NC4",
        "biases are not harmless",
        "Biases change nothing of the margin laws.",
        "With an output bias the network is not homogeneous, and the smoothed margin over the norms |v| and |(u, b)| may fall along gradient flow.",
        "f = u v x + b at u = v = b = x = y = 1: d log(psi / (|v| |(u, b)|)) / d tau = -1/2",
        "1e-11; difference: 1e-6",
        Sources.TheoryIII("NC4"),
        "f = u v x + b, u = v = b = 1, one example x = 1, y = 1, exponential loss",
        Parts);

    private static IEnumerable<Outcome> Parts(NumericsPolicy numerics)
    {
        var objective = Instances.Model(numerics, Instances.Signed(Matrix.Of(1, 1, 1)), [1], bias: BiasPlacement.Output);
        var point = Instances.At(objective, 1, 1, 1);
        var g = objective.LogGradient(point).Made();
        var rate = (Probing.Dot(g.Span, g.Span) / objective.Statistics(point).Psi) - g[0] - ((g[1] + g[2]) / 2);
        yield return Outcome.Equal(objective.Network.IsHomogeneous ? 1 : 0, 0, 0, "homogeneous");
        yield return Outcome.Equal(rate, -0.5, 1e-11, "rate");
        yield return Outcome.Equal((Logarithm(objective, point, g, 1e-5) - Logarithm(objective, point, g, -1e-5)) / 2e-5, -0.5, 1e-6, "difference of log gamma~");
    }

    private static double Logarithm(Objective objective, Parameters point, Vector g, double step)
    {
        var moved = Probing.Moved(point, g, step);
        var theta = moved.Flat;
        return Elementary.Log(objective.Statistics(moved).Psi / (Math.Abs(theta[0]) * Math.Sqrt((theta[1] * theta[1]) + (theta[2] * theta[2]))));
    }
}
