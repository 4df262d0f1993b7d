using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using Error = Marginalia.Numerics.Error;

namespace Marginalia.Measures;

/// <summary>The Hessian of the mean cross-entropy by all parameters (2.8).</summary>
internal static class CurvatureMeasures
{
    /// <summary>Up to so many parameters the Hessian is formed and decomposed; beyond, it is only multiplied.</summary>
    internal const int DenseLimit = 400;

    /// <summary>Up to so many numbers (256 MB) the basis of Lanczos' method is kept: some 560,000 parameters.</summary>
    internal const long BasisLimit = 1L << 25;

    private const int Steps = 60;
    private const int Draws = 32;

    internal static IEnumerable<Entry> All =>
    [
        Entry.Create("hessian.top", "The largest eigenvalue of the Hessian of the training loss.", "lambda_max(H)", Direction.SmallerIsSimpler, EntryValues.Padding, Needs.Data | Needs.Key, Cost.ManyPasses,
            "Flat minima often generalize; but rescaling units makes any minimum as sharp as one likes.", Works.SharpMinima, static f => Top(f, null)),
        Entry.Create("hessian.trace", "The trace of the Hessian of the training loss.", "tr H", Direction.SmallerIsSimpler, EntryValues.Padding, Needs.Data | Needs.Key, Cost.ManyPasses,
            "What label noise penalizes; changes under rescaling of units.", Works.SharpMinima, static f => Diagonal(f, static _ => 1)),
        Entry.Create("hessian.w2-diag", "The trace of the Hessian with respect to relative changes of the parameters.", "sum_i w_i^2 H_ii", Direction.SmallerIsSimpler, EntryValues.Nodewise,
            Needs.Data | Needs.Key, Cost.ManyPasses, "A sharpness that rescaling cannot change; scale-aware sharpness does best in sweeps.", Works.Adaptive, static f => Diagonal(f, w => w * w)),
        Entry.Create("hessian.path-top", "The largest eigenvalue of the Hessian in the coordinates of the path norm; 2 over it is the stability threshold of Path-SGD.",
            "lambda_max(K^(-1/2) H K^(-1/2)), K = diag(kappa), kappa > 0", Direction.SmallerIsSimpler, EntryValues.Nodewise, Needs.Data | Needs.Key, Cost.ManyPasses,
            "A sharpness that rescaling cannot change.", Works.PathNorms, static f => f.Network.PathConditioner(f.Parameters, 2).Match(kappa => Top(f, kappa), static e => MeasureValue.Undefined(e.Sentence))),
    ];

    private static MeasureValue Top(Facts facts, Vector? kappa)
    {
        int[] kept = [.. Enumerable.Range(0, facts.Network.ParameterCount).Where(i => kappa is null || kappa[i] > 0)];
        var scale = Array.ConvertAll(kept, i => kappa is null ? 1 : 1 / Math.Sqrt(kappa[i]));
        if (kept.Length == 0)
            return MeasureValue.Undefined("No parameter has a positive path conditioner.");
        return kept.Length <= DenseLimit ? Dense(facts, kept, scale) : Iterated(facts, kept, scale);
    }

    private static MeasureValue Dense(Facts facts, int[] kept, double[] scale) => (
        from hessian in facts.Hessian
        let scaled = Matrix.Build(kept.Length, kept.Length, target =>
        {
            for (var i = 0; i < kept.Length; i++)
                for (var j = 0; j < kept.Length; j++)
                    target[(i * kept.Length) + j] = scale[i] * hessian[kept[i], kept[j]] * scale[j];
        })
        from eigen in facts.Input.Numerics.Decompositions.SymmetricEigen(scaled).MapLeft(static e => e.Sentence)
        select MeasureValue.Of(eigen.Values[eigen.Values.Length - 1]) with { Note = "eigenvalues of the full matrix" }).Value();

    private static MeasureValue Iterated(Facts facts, int[] kept, double[] scale) => (
        from objective in facts.Objective
        let multiply = objective.CurvatureProduct(facts.Parameters, Curvature.Hessian)
        let start = Start(facts, kept.Length)
        from top in Top(facts.Input.Numerics, new LinearOperator(kept.Length, (x, image) => Apply(multiply, facts.Network.ParameterCount, kept, scale, x, image)), start, BasisLimit)
            .MapLeft(static e => e.Sentence)
        select MeasureValue.Of(top.Top) with
        {
            Note = FormattableString.Invariant($"Lanczos, {top.Steps} steps, an eigenvalue within {top.ResidualBound:G3}; a lower bound of the largest"),
        }).Value();

    /// <summary>The top of a spectrum, by a basis that is kept orthogonal as long as it has at most so many numbers, else by the recurrence without a basis.</summary>
    internal static Either<Error, TopRitzValue> Top(NumericsPolicy numerics, LinearOperator symmetric, double[] start, long basisLimit) =>
        (long)symmetric.Dimension * Steps <= basisLimit
            ? Lanczos.Run(numerics, symmetric, start, Steps).Map(static run => new TopRitzValue(run.Steps, run.RitzValues[run.Steps - 1], run.ResidualBounds[run.Steps - 1]))
            : ShortLanczos.Run(numerics, symmetric, start, Steps);

    private static void Apply(Func<Vector, Vector> multiply, int size, int[] kept, double[] scale, ReadOnlySpan<double> x, Span<double> image)
    {
        var direction = new double[size];
        for (var i = 0; i < kept.Length; i++)
            direction[kept[i]] = scale[i] * x[i];
        var product = multiply(Vector.Own(direction));
        for (var i = 0; i < kept.Length; i++)
            image[i] = scale[i] * product[kept[i]];
    }

    private static double[] Start(Facts facts, int length)
    {
        var start = new double[length];
        Numerics.Draws.Gaussian(facts.Input.Key.For("hessian"), RandomStream.Measurement, 0, start);
        return start;
    }

    // sum_i weight(w_i) H_ii: exactly, or by Hutchinson's signs with the standard error of their mean.
    private static MeasureValue Diagonal(Facts facts, Func<double, double> weight)
    {
        if (facts.Network.ParameterCount <= DenseLimit)
        {
            return facts.Hessian.Map(h =>
            {
                var sum = 0.0;
                for (var i = 0; i < h.Rows; i++)
                    sum += weight(facts.Parameters.Flat[i]) * h[i, i];
                return MeasureValue.Of(sum) with { Note = "diagonal of the full matrix" };
            }).Value();
        }

        return facts.Objective.Map(objective =>
        {
            var multiply = objective.CurvatureProduct(facts.Parameters, Curvature.Hessian);
            var values = new double[Draws];
            var signs = new double[facts.Network.ParameterCount];
            for (var draw = 0; draw < Draws; draw++)
            {
                Numerics.Draws.Signs(facts.Input.Key.For("trace"), RandomStream.Measurement, (ulong)draw, signs);
                var product = multiply(Vector.Of(signs));
                for (var i = 0; i < signs.Length; i++)
                    values[draw] += weight(facts.Parameters.Flat[i]) * signs[i] * product[i];
            }

            var (mean, error) = MeanOf(values);
            return MeasureValue.Of(mean) with { StandardError = error, Note = $"{Draws} sign vectors" };
        }).Value();
    }

    /// <summary>The mean and its standard error.</summary>
    internal static (double Mean, double Error) MeanOf(double[] values)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in values)
            sum += value;
        var mean = sum / values.Length;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, values.Length > 1 ? Math.Sqrt(squares / (values.Length - 1) / values.Length) : 0);
    }
}
