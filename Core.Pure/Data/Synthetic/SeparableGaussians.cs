using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Data;

/// <summary><c>sep(n, d, gap)</c>: Gaussian inputs labelled by a random unit teacher, those too close to its boundary drawn again.</summary>
/// <remarks>
/// docs/theory/normalized-flow.md, section 4. Teacher: the Gaussian vector of <c>key.For("teacher")</c> at step 0, normalized. Input i: the first of
/// the Gaussian vectors of <c>key.For("inputs").At(attempt)</c> at step i, attempt = 0, 1, ..., with <c>|x . w| &gt; gap</c>.
/// </remarks>
public static class SeparableGaussians
{
    /// <summary>At the largest gap 0.27 % of the attempts succeed; none of this many is a chance below 1e-100.</summary>
    private const int MaximumAttempts = 100_000;

    /// <summary>The family member.</summary>
    public static SyntheticSet Set { get; } = new(
        "separable",
        "Gaussian inputs with the sign of a random unit teacher, none closer than the gap to its boundary: linearly separable through the origin.",
        "sep(n,d,gap) of docs/theory/normalized-flow.md, section 4",
        Array(
            DataParameter.Integer("n", 20, 1, 1_000_000, "number of examples"),
            DataParameter.Integer("d", 5, 1, 100_000, "number of features"),
            DataParameter.Real("gap", 0.3, 0, 3, "smallest distance to the teacher's boundary, exclusive")),
        static (settings, key) => Make(settings.Integer("n"), settings.Integer("d"), settings.Real("gap"), key));

    /// <summary>Makes <c>sep(n, d, gap)</c>.</summary>
    /// <param name="n">The number of examples, 1 to 1,000,000.</param>
    /// <param name="d">The number of features, 1 to 100,000.</param>
    /// <param name="gap">From 0 to 3; every example has <c>|x . w| &gt; gap</c>.</param>
    /// <param name="key">The key of the data.</param>
    public static Validation<Error, Dataset> Create(int n, int d, double gap, Key key) => Set.Generate(key, ("n", n), ("d", d), ("gap", gap));

    /// <summary>The unit teacher of a key.</summary>
    /// <param name="d">The number of features.</param>
    /// <param name="key">The key of the data.</param>
    public static Vector Teacher(int d, Key key) => Vector.Build(d, target =>
    {
        Draws.Gaussian(key.For("teacher"), RandomStream.Data, 0, target);
        var norm = Math.Sqrt(Inner(target, target));
        for (var i = 0; i < target.Length; i++)
            target[i] /= norm;
    });

    private static Either<Error, SyntheticExamples> Make(int n, int d, double gap, Key key)
    {
        var teacher = Teacher(d, key);
        var inputs = new double[n * d];
        var signs = new double[n];
        for (var i = 0; i < n; i++)
        {
            var x = inputs.AsSpan(i * d, d);
            for (var attempt = 0; signs[i] == 0; attempt++)
            {
                if (attempt == MaximumAttempts)
                    return new Error.ParameterDomain("gap", FormattableString.Invariant($"{gap:R}"), "a smaller gap: no input beyond it was found");
                Draws.Gaussian(key.For("inputs").At(attempt), RandomStream.Data, (ulong)i, x);
                var output = Inner(x, teacher.Span);
                signs[i] = Math.Abs(output) > gap ? Math.Sign(output) : 0;
            }
        }

        return new SyntheticExamples(
            Matrix.Own(n, d, inputs),
            new Targets.Signs(Vector.Own(signs)),
            FormattableString.Invariant($"standard Gaussian inputs, sign of a random unit teacher, |x.w| > {gap:R}"));
    }

    private static double Inner(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }
}
