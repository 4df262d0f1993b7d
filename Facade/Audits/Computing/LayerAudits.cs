using LanguageExt;
using Marginalia.Measures;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Audits;

/// <summary>The rows of the layer table.</summary>
internal static class LayerAudits
{
    private const int SpectrumLimit = 512;

    // Below this part of the largest, the roots of the eigenvalues of a Gram matrix are rounding.
    private const double GramFloor = 1e-7;

    /// <summary>Measures one layer; its numbers are dropped afterwards.</summary>
    /// <param name="source">The layer.</param>
    /// <param name="numerics">The arithmetic.</param>
    /// <param name="key">Draws the starts of power iterations.</param>
    /// <param name="withSpectrum">Whether all singular values are wanted.</param>
    /// <param name="known">The spectral norm, when it was computed before.</param>
    /// <param name="seen">Is shown the weights and the bias.</param>
    internal static Either<Error, LayerAudit> Of(LayerSource source, NumericsPolicy numerics, Key key, bool withSpectrum, Option<Number> known, Action<Matrix> seen) =>
        from weights in source.Weights().Bind(w => Finite(source.Name, w))
        from bias in source.Bias.Map(b => b().Bind(x => Finite(source.Name + ", bias", x))).Sequence()
        from initial in source.Initial.Map(i => i().Bind(x => Finite(source.Name + " before training", x))).Sequence()
        from spectral in Spectral(weights, known, numerics, key)
        from distance in initial.Map(i => Difference(weights, i)).Map(d => Spectral(d, None, numerics, key.For("distance")).Map(s => (Frobenius: numerics.Kernels.Norm(d.Span), s.Norm))).Sequence()
        select Row(source, weights, bias, spectral, distance, numerics, withSpectrum, seen);

    private static LayerAudit Row(
        LayerSource source, Matrix weights, Option<Matrix> bias, (Number Norm, string Note) spectral, Option<(double Frobenius, Number Spectral)> distance, NumericsPolicy numerics, bool withSpectrum, Action<Matrix> seen)
    {
        seen(weights);
        bias.IfSome(seen);
        var frobenius = numerics.Kernels.Norm(weights.Span);
        var (spectrum, drawn) = withSpectrum ? Spectrum(weights, numerics) : (Vector.Empty, "");
        var unknown = new Number.Undefined("The initial weights are not given.");
        return new(
            source.Name, source.Kind, source.Shape, (long)weights.Rows * weights.Columns + bias.Map(static b => (long)b.Rows * b.Columns).IfNone(0),
            Number.Of(frobenius), spectral.Norm, source.Shape.Count == 2 ? spectral.Norm : new Number.Undefined("The true operator of a kernel needs the size of its input."),
            spectral.Norm.OrNaN > 0 ? Number.Of(frobenius / spectral.Norm.OrNaN * (frobenius / spectral.Norm.OrNaN)) : new Number.Undefined("The layer is zero, so it has no stable rank."),
            Number.Of(GroupNorm.Of(weights, 2, 1)), Number.Of(GroupNorm.Of(weights, 1, double.PositiveInfinity)), Number.Of(GroupNorm.Of(weights, 2, double.PositiveInfinity)),
            bias.Match(b => Number.Of(numerics.Kernels.Norm(b.Span)), static () => new Number.Undefined("The layer has no bias.")),
            distance.Match(static d => Number.Of(d.Frobenius), unknown), distance.Match(static d => d.Spectral, unknown),
            Dead(weights, bias), spectrum, string.Join("; ", new[] { spectral.Note, drawn }.Where(static n => n.Length > 0)));
    }

    private static Either<Error, (Number Norm, string Note)> Spectral(Matrix weights, Option<Number> known, NumericsPolicy numerics, Key key) => known.Match(
        static number => Right<Error, (Number, string)>((number, "")),
        () => SpectralNorm.Of(weights, numerics, key).Map(static s => (Number.Of(s.Value), s.Iterations == 0 ? ""
            : $"spectral norm by {s.Iterations} power iterations{(s.Converged ? "" : ", not converged: a lower estimate")}")));

    // By a decomposition, for long matrices by that of the smaller Gram matrix, which takes a tenth of the time.
    private static (Vector Values, string Note) Spectrum(Matrix weights, NumericsPolicy numerics)
    {
        var (small, large) = (Math.Min(weights.Rows, weights.Columns), Math.Max(weights.Rows, weights.Columns));
        if (small > SpectrumLimit)
            return (Vector.Empty, $"singular values not computed: the smaller dimension is {small}, above {SpectrumLimit}");
        if (small < 64 || large <= 2 * small)
            return numerics.Decompositions.SingularValues(weights).Match(static s => (s, ""), static e => (Vector.Empty, e.Sentence));
        var tall = weights.Rows > weights.Columns;
        var gram = Matrix.Build(small, small, target => numerics.Kernels.Multiply(
            tall ? new Product(small, small, large, TransposeA: true) : new Product(small, small, large, TransposeB: true), weights.Span, weights.Span, target));
        return numerics.Decompositions.SymmetricEigen(gram).Match(
            eigen =>
            {
                double[] values = [.. eigen.Values.ToArray().Select(static v => Math.Sqrt(Math.Max(v, 0))).OrderDescending()];
                return (Vector.Of([.. values.Where(v => v >= GramFloor * values[0])]), "singular values below 1e-7 of the largest are left out");
            },
            static e => (Vector.Empty, e.Sentence));
    }

    private static Arr<int> Dead(Matrix weights, Option<Matrix> bias)
    {
        var offsets = bias.Match(static b => b.Span.ToArray(), static () => []);
        return Enumerable.Range(0, weights.Rows).Where(r => (offsets.Length != weights.Rows || offsets[r] == 0) && !weights.Row(r).ContainsAnyExcept(0.0, -0.0)).ToArr();
    }

    private static Either<Error, Matrix> Finite(string name, Matrix matrix)
    {
        for (var i = 0; i < matrix.Span.Length; i++)
        {
            if (!double.IsFinite(matrix.Span[i]))
                return new Error.NonFinite($"'{name}'", matrix.Span[i], $"row {i / matrix.Columns}, column {i % matrix.Columns}");
        }

        return matrix;
    }

    private static Matrix Difference(Matrix a, Matrix b) => Matrix.Build(a.Rows, a.Columns, target =>
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = a.Span[i] - b.Span[i];
    });
}
