using Marginalia.Data;
using Marginalia.Flows;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Laws;

/// <summary>What the single instances of counterexamples are built from.</summary>
internal static class Instances
{
    /// <summary>Two points whose dual weights differ, 1/5 and 4/5: the largest margin is 1 in direction (1, 0).</summary>
    internal static Matrix UnequalDuals => Matrix.Of(2, 2, 1, 1, 1, -0.25);

    /// <summary>Examples that all bear the label +1: signed examples.</summary>
    internal static Dataset Signed(Matrix points) => Dataset.Create("signed examples", points, new Targets.Signs(Vector.Build(points.Rows, static y => y.Fill(1))), "given").Made();

    /// <summary>A dense network without biases under the exponential loss of the sum.</summary>
    internal static Objective Model(NumericsPolicy numerics, Dataset data, int[] hidden, Activation? activation = null, BiasPlacement bias = BiasPlacement.None)
    {
        var network = Network.Dense([data.InputSize, .. hidden, 1], activation ?? new Activation.Linear(), bias).Made();
        return Objective.Create(network, data, new Loss.Exponential(), Reduction.Sum, numerics).Made();
    }

    /// <summary>A point of an objective.</summary>
    internal static Parameters At(Objective objective, params ReadOnlySpan<double> theta) => Parameters.Create(objective.Network.Layout, Vector.Of(theta)).Made();

    /// <summary>Gaussian weights of deviation scale sqrt(2 / fan-in).</summary>
    internal static Parameters Draw(Objective objective, double scale, ulong seed) => objective.Network.Initialize(Initialization.Create(scale).Made(), new Key(seed)).Made();

    /// <summary>sep(n, d, gap).</summary>
    internal static Dataset Separable(int n, int d, double gap, ulong seed) => SeparableGaussians.Create(n, d, gap, new Key(seed)).Made();

    /// <summary>Follows a flow without a step floor; what cannot be followed is a mistake of the instance.</summary>
    internal static FlowTrajectory Follow(Objective objective, Parameters start, Flow flow, double rtol, params double[] times)
    {
        var found = flow.Follow(objective, start, DormandPrince.Create(rtol, 0).Made(), Vector.Of(times)).Made();
        return found.Outcome == OdeOutcome.Reached ? found : throw new InvalidOperationException(found.Outcome.Sentence);
    }

    /// <summary>Equally spaced times up to an end, which is the last.</summary>
    internal static double[] Times(double end, int count) => [.. Enumerable.Range(1, count).Select(i => end * i / count)];

    /// <summary>The angle between two vectors, accurate when it is small.</summary>
    internal static double Angle(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (nx, ny, square, sum) = (Math.Sqrt(Probing.Dot(x, x)), Math.Sqrt(Probing.Dot(y, y)), 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (a, b) = (x[i] / nx, y[i] / ny);
            square += (a - b) * (a - b);
            sum += (a + b) * (a + b);
        }

        // Half the angle has the tangent |a - b| / |a + b|; for the small angles here tan and angle agree to third order, which the caller's tolerance covers.
        return 2 * Math.Sqrt(square / sum);
    }
}
