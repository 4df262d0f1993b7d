using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary>The corners of the square labelled by the product of their coordinates: the smallest problem no linear classifier solves.</summary>
/// <remarks>Example i is corner i mod 4 of (1,1), (-1,-1), (1,-1), (-1,1), labels +1, +1, -1, -1, plus noise from the Gaussian vector of
/// <c>key.For("noise")</c> at step i; with noise 0 and n = 4 it is exactly XOR.</remarks>
public static class Xor
{
    /// <summary>The family member.</summary>
    public static SyntheticSet Set { get; } = new(
        "xor",
        "The four corners of a square, labelled by the product of their coordinates, with noise where wanted.",
        "M. Minsky and S. Papert, Perceptrons, 1969",
        Array(
            DataParameter.Integer("n", 4, 1, 1_000_000, "number of examples, going round the corners"),
            DataParameter.Real("noise", 0, 0, 1e6, "standard deviation of the noise on each coordinate; labels stay those of the corner")),
        static (s, key) => Make(s.Integer("n"), s.Real("noise"), key));

    private static Either<Error, SyntheticExamples> Make(int n, double noise, Key key)
    {
        ReadOnlySpan<double> corners = [1, 1, -1, -1, 1, -1, -1, 1];
        var inputs = new double[n * 2];
        var signs = new double[n];
        for (var i = 0; i < n; i++)
        {
            var corner = corners.Slice(2 * (i % 4), 2);
            var x = inputs.AsSpan(i * 2, 2);
            Draws.Gaussian(key.For("noise"), RandomStream.Data, (ulong)i, x);
            for (var j = 0; j < 2; j++)
                x[j] = noise == 0 ? corner[j] : corner[j] + (noise * x[j]);
            signs[i] = corner[0] * corner[1];
        }

        return new SyntheticExamples(Matrix.Own(n, 2, inputs), new Targets.Signs(Vector.Own(signs)), FormattableString.Invariant($"corners of a square, noise {noise:R}"));
    }
}
