using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary>Classes that are spherical Gaussians around Gaussian means; they overlap.</summary>
/// <remarks>
/// docs/theory/normalized-flow.md, section 5. Mean of class c: <c>spread</c> times the Gaussian vector of <c>key.For("means")</c> at step c. Example i: its
/// class is the index of <c>key.For("classes")</c> at step i, its noise the Gaussian vector of <c>key.For("inputs")</c> at step i.
/// </remarks>
public static class GaussianMixture
{
    /// <summary>The family member.</summary>
    public static SyntheticSet Set { get; } = new(
        "mixture",
        "Overlapping spherical Gaussians around random means, one per class, drawn with equal probability.",
        "the 10-class mixture in R^16 of docs/theory/normalized-flow.md, section 5",
        Array(
            DataParameter.Integer("n", 1800, 1, 1_000_000, "number of examples"),
            DataParameter.Integer("d", 16, 1, 100_000, "number of features"),
            DataParameter.Integer("classes", 10, 2, 10_000, "number of classes"),
            DataParameter.Real("spread", 0.8, 0, 1e6, "standard deviation of the means' coordinates"),
            DataParameter.Real("noise", 1, 0, 1e6, "standard deviation of the inputs' coordinates around their mean")),
        static (s, key) => Make(s.Integer("n"), s.Integer("d"), s.Integer("classes"), s.Real("spread"), s.Real("noise"), key));

    /// <summary>Makes a mixture.</summary>
    /// <param name="n">The number of examples.</param>
    /// <param name="d">The number of features.</param>
    /// <param name="classes">The number of classes, 2 or more.</param>
    /// <param name="spread">The standard deviation of the means' coordinates.</param>
    /// <param name="noise">The standard deviation around the mean.</param>
    /// <param name="key">The key of the data.</param>
    public static Validation<Error, Dataset> Create(int n, int d, int classes, double spread, double noise, Key key) =>
        Set.Generate(key, ("n", n), ("d", d), ("classes", classes), ("spread", spread), ("noise", noise));

    private static Either<Error, SyntheticExamples> Make(int n, int d, int classes, double spread, double noise, Key key)
    {
        var mean = new double[d];
        var inputs = new double[n * d];
        var labels = new int[n];
        for (var i = 0; i < n; i++)
        {
            labels[i] = Draws.Index(key.For("classes"), RandomStream.Data, (ulong)i, 0, classes);
            Draws.Gaussian(key.For("means"), RandomStream.Data, (ulong)labels[i], mean);
            var x = inputs.AsSpan(i * d, d);
            Draws.Gaussian(key.For("inputs"), RandomStream.Data, (ulong)i, x);
            for (var j = 0; j < d; j++)
                x[j] = (spread * mean[j]) + (noise * x[j]);
        }

        return new SyntheticExamples(
            Matrix.Own(n, d, inputs),
            new Targets.Classes(Labels.Own(labels), classes),
            FormattableString.Invariant($"{classes} Gaussians, means N(0, {spread:R}^2), noise N(0, {noise:R}^2)"));
    }
}
