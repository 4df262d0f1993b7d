using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary>Interleaved spiral arms in the plane, one class each.</summary>
/// <remarks>
/// Example i: its class is the index of <c>key.For("classes")</c> at step i, its radius t in (0, 1] the uniform draw of <c>key.For("inputs")</c>, its
/// angle <c>2 pi (turns t + class / arms)</c>, plus noise from the Gaussian vector of <c>key.For("noise")</c>, all at step i.
/// </remarks>
public static class Spirals
{
    /// <summary>The family member.</summary>
    public static SyntheticSet Set { get; } = new(
        "spirals",
        "Interleaved spiral arms in the plane, one class each: easy for the eye, hard for a small network.",
        "a classic of the neural network literature (A. Wieland; K. Lang and M. Witbrock, 1988)",
        Array(
            DataParameter.Integer("n", 200, 1, 1_000_000, "number of examples"),
            DataParameter.Integer("arms", 2, 2, 1_000, "number of arms, the classes"),
            DataParameter.Real("turns", 1.5, 0, 100, "turns of each arm"),
            DataParameter.Real("noise", 0.01, 0, 1e6, "standard deviation of the noise on each coordinate")),
        static (s, key) => Make(s.Integer("n"), s.Integer("arms"), s.Real("turns"), s.Real("noise"), key));

    private static Either<Error, SyntheticExamples> Make(int n, int arms, double turns, double noise, Key key)
    {
        var inputs = new double[n * 2];
        var labels = new int[n];
        for (var i = 0; i < n; i++)
        {
            labels[i] = Draws.Index(key.For("classes"), RandomStream.Data, (ulong)i, 0, arms);
            var t = Draws.Uniform(key.For("inputs"), RandomStream.Data, (ulong)i, 0);
            var angle = 2 * Math.PI * ((turns * t) + ((double)labels[i] / arms));
            var x = inputs.AsSpan(i * 2, 2);
            Draws.Gaussian(key.For("noise"), RandomStream.Data, (ulong)i, x);
            x[0] = (t * Elementary.Cos(angle)) + (noise * x[0]);
            x[1] = (t * Elementary.Sin(angle)) + (noise * x[1]);
        }

        return new SyntheticExamples(
            Matrix.Own(n, 2, inputs),
            new Targets.Classes(Labels.Own(labels), arms),
            FormattableString.Invariant($"{arms} spiral arms of {turns:R} turns, noise {noise:R}"));
    }
}
