using LanguageExt;
using Marginalia.Data;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Theory;

/// <summary>The reference solver for linear separators through the origin: the limit that gradient descent is compared with.</summary>
/// <remarks>Soudry et al., The Implicit Bias of Gradient Descent on Separable Data, arXiv:1710.10345; docs/theory/normalized-flow.md, A12.</remarks>
public static class HardMarginSolver
{
    /// <summary>Below this fraction of the input radius the minimum-norm point counts as the origin.</summary>
    private const double ZeroFraction = 1e-9;

    /// <summary>Solves the problem of a binary or multiclass linear classifier without bias.</summary>
    /// <param name="data">Labels -1, +1 or classes; for C classes the points are (e_y - e_j) (x) x in R^(C d).</param>
    /// <returns>The solution or the certificate of non-separability; an error for regression targets.</returns>
    public static Either<Error, HardMargin> Solve(Dataset data) => data.Targets switch
    {
        Targets.Signs s => Right<Error, HardMargin>(Solve(Signed(data.Inputs, s.Labels))),
        Targets.Classes c => Right<Error, HardMargin>(Solve(Pairwise(data.Inputs, c.Labels, c.Count))),
        _ => Left<Error, HardMargin>(new Error.Unsupported("a hard-margin separator of regression targets", "there are no classes", "use signs or classes")),
    };

    /// <summary>Solves <c>min |w| : z_n . w >= 1</c>.</summary>
    /// <param name="points">One z_n = y_n x_n per row, finite, at least one row.</param>
    public static HardMargin Solve(Matrix points)
    {
        var found = MinimumNormPoint.Find(points);
        var norm = Math.Sqrt(LinearMargins.Inner(found.Point, found.Point));
        var radius = 0.0;
        for (var i = 0; i < points.Rows; i++)
            radius = Math.Max(radius, Math.Sqrt(LinearMargins.Inner(points.Row(i), points.Row(i))));
        return norm <= ZeroFraction * radius
            ? new HardMargin.NotSeparable(Vector.Of(found.Weights), norm)
            : Polished(points, found, norm);
    }

    // The active set is right; its weights are made exact by solving the support equations K alpha = 1.
    private static HardMargin.Separable Polished(Matrix points, MinimumNormPoint.Solution found, double norm)
    {
        var support = found.Active;
        var gram = new double[support.Length, support.Length];
        for (var i = 0; i < support.Length; i++)
            for (var j = 0; j < support.Length; j++)
                gram[i, j] = LinearMargins.Inner(points.Row(support[i]), points.Row(support[j]));
        var ones = new double[support.Length];
        System.Array.Fill(ones, 1);
        var exact = SmallSystem.SolveSymmetric(gram, ones);
        var dual = new double[points.Rows];
        for (var i = 0; i < support.Length; i++)
            dual[support[i]] = exact is not null && exact.All(static a => a > 0) ? exact[i] : found.Weights[support[i]] / (norm * norm);

        var w = new double[points.Columns];
        foreach (var i in support)
            for (var j = 0; j < w.Length; j++)
                w[j] = Math.FusedMultiplyAdd(dual[i], points[i, j], w[j]);
        var length = Math.Sqrt(LinearMargins.Inner(w, w));
        var total = dual.Sum();
        var normalized = dual.Select(a => a / total).ToArray();
        var entropy = 0.0;
        foreach (var a in normalized.Where(static a => a > 0))
            entropy -= a * Elementary.Log(a);
        var margins = Enumerable.Range(0, points.Rows).Select(i => LinearMargins.Inner(w, points.Row(i))).ToArray();
        return new(
            Vector.Of(w), 1 / length, Vector.Of([.. w.Select(x => x / length)]), Vector.Of(dual), Vector.Of(normalized),
            Labels.Of([.. support.Where(i => dual[i] > 0)]), Vector.Of(margins), entropy, entropy + Elementary.Log(normalized.Max()));
    }

    /// <summary>The points z_n = y_n x_n of signs.</summary>
    /// <param name="x">The inputs, one per row.</param>
    /// <param name="y">Labels -1 or +1, one per row.</param>
    public static Matrix Signed(Matrix x, Vector y) => Matrix.Build(x.Rows, x.Columns, z =>
    {
        for (var i = 0; i < x.Rows; i++)
            for (var j = 0; j < x.Columns; j++)
                z[(i * x.Columns) + j] = y[i] * x[i, j];
    });

    private static Matrix Pairwise(Matrix x, Labels y, int classes)
    {
        var d = x.Columns;
        return Matrix.Build(x.Rows * (classes - 1), classes * d, z =>
        {
            var row = 0;
            for (var i = 0; i < x.Rows; i++)
            {
                for (var other = 0; other < classes; other++)
                {
                    if (other == y[i])
                        continue;
                    var target = z.Slice(row++ * classes * d, classes * d);
                    x.Row(i).CopyTo(target[(y[i] * d)..]);
                    for (var j = 0; j < d; j++)
                        target[(other * d) + j] = -x[i, j];
                }
            }
        });
    }
}
