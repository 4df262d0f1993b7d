using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary>Regression in one dimension: equally spaced points of [-1, 1] and the values of a function there, with noise where wanted.</summary>
/// <remarks>The one-dimensional data of the studies of label noise, docs/theory/label-noise.md (n = 12; ramp, w, abs). The noise on value i is the Gaussian draw of <c>key.For("noise")</c> at step i.</remarks>
public static class Curve
{
    /// <summary>The family member.</summary>
    public static SyntheticSet Set { get; } = new(
        "curve",
        "Equally spaced points of [-1, 1] with the values of a simple function: regression in one dimension.",
        "the one-dimensional data of docs/theory/label-noise.md",
        Array(
            DataParameter.Integer("n", 12, 1, 1_000_000, "number of points"),
            DataParameter.Choice("function", "ramp: 2 relu(x+0.4) - 2 relu(x-0.35); w: ||x|-0.55|; abs: |x+0.03|; sine: sin(pi x)", "ramp", "w", "abs", "sine"),
            DataParameter.Real("noise", 0, 0, 1e6, "standard deviation of the noise on each value")),
        static (s, key) => Make(s.Integer("n"), s.Option("function"), s.Real("noise"), key));

    private static Either<Error, SyntheticExamples> Make(int n, string function, double noise, Key key)
    {
        var inputs = new double[n];
        var values = new double[n];
        for (var i = 0; i < n; i++)
        {
            var x = n == 1 ? 0 : -1 + (2.0 * i / (n - 1));
            inputs[i] = x;
            values[i] = Value(function, x) + (noise == 0 ? 0 : noise * Draws.Gaussian(key.For("noise"), RandomStream.Data, (ulong)i, 0));
        }

        return new SyntheticExamples(
            Matrix.Own(n, 1, inputs), new Targets.Values(Matrix.Own(n, 1, values)), FormattableString.Invariant($"{n} points of {function} on [-1, 1], noise {noise:R}"));
    }

    private static double Value(string function, double x) => function switch
    {
        "ramp" => (2 * Math.Max(0, x + 0.4)) - (2 * Math.Max(0, x - 0.35)),
        "w" => Math.Abs(Math.Abs(x) - 0.55),
        "abs" => Math.Abs(x + 0.03),
        _ => Elementary.Sin(Math.PI * x),
    };
}
