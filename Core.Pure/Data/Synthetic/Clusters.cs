using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary><c>mixture(K, C, D, s)</c>: C unit-norm centers for each of K classes, and Gaussian noise of total variance s^2 around them.</summary>
/// <remarks>
/// The clusters of the studies of capacity, docs/theory/capacity-and-path.md: class = center div C, <c>x = center + s N(0, I/D)</c>. Center c: the Gaussian vector of
/// <c>key.For("centers")</c> at step c, normalized. Example i: its center is the index of <c>key.For("classes")</c> at step i, its noise
/// the Gaussian vector of <c>key.For("inputs")</c> at step i.
/// </remarks>
public static class Clusters
{
    /// <summary>The family member.</summary>
    public static SyntheticSet Set { get; } = new(
        "clusters",
        "Several random unit centers for each class with Gaussian noise around them: classes that are not convex.",
        "mixture(K,C,D,s) of docs/theory/capacity-and-path.md",
        Array(
            DataParameter.Integer("n", 500, 1, 1_000_000, "number of examples"),
            DataParameter.Integer("d", 32, 1, 100_000, "number of features"),
            DataParameter.Integer("classes", 10, 2, 10_000, "number of classes"),
            DataParameter.Integer("centers", 3, 1, 10_000, "centers of each class"),
            DataParameter.Real("noise", 1, 0, 1e6, "root of the expected squared distance to the center")),
        static (s, key) => Make(s.Integer("n"), s.Integer("d"), s.Integer("classes"), s.Integer("centers"), s.Real("noise"), key));

    private static Either<Error, SyntheticExamples> Make(int n, int d, int classes, int centers, double noise, Key key)
    {
        var scale = noise / Math.Sqrt(d);
        var center = new double[d];
        var inputs = new double[n * d];
        var labels = new int[n];
        for (var i = 0; i < n; i++)
        {
            var c = Draws.Index(key.For("classes"), RandomStream.Data, (ulong)i, 0, classes * centers);
            labels[i] = c / centers;
            Draws.Gaussian(key.For("centers"), RandomStream.Data, (ulong)c, center);
            var square = 0.0;
            foreach (var v in center)
                square += v * v;
            var norm = Math.Sqrt(square);
            var x = inputs.AsSpan(i * d, d);
            Draws.Gaussian(key.For("inputs"), RandomStream.Data, (ulong)i, x);
            for (var j = 0; j < d; j++)
                x[j] = (center[j] / norm) + (scale * x[j]);
        }

        return new SyntheticExamples(
            Matrix.Own(n, d, inputs),
            new Targets.Classes(Labels.Own(labels), classes),
            FormattableString.Invariant($"{classes} classes of {centers} unit centers, noise {noise:R} N(0, I/{d})"));
    }
}
