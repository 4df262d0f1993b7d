using LanguageExt;

namespace Marginalia.Numerics;

/// <summary>Lanczos' method with full reorthogonalization in two passes.</summary>
/// <remarks>
/// C. Lanczos, An Iteration Method for the Solution of the Eigenvalue Problem, 1950; docs/theory/stagnation.md, section B4. A Krylov space
/// sees every distinct eigenvalue once. To count multiplicities run again from fresh random starts, orthogonal to the vectors found so far,
/// until the top Ritz value falls below the accepted ones. Memory: (steps + 1) vectors.
/// </remarks>
public static class Lanczos
{
    /// <summary>Runs up to <paramref name="steps"/> steps.</summary>
    /// <param name="numerics">What multiplies, and what decomposes the small tridiagonal matrix.</param>
    /// <param name="symmetric">The operator A.</param>
    /// <param name="start">The first direction, of any positive length.</param>
    /// <param name="steps">At least 1; more than the dimension is the same as the dimension.</param>
    /// <param name="breakdown">The run stops when what is left outside the space is at most this times the largest entry of T so
    /// far.</param>
    /// <param name="orthogonalTo">Orthonormal rows that the whole run stays orthogonal to: it then sees A projected off them.</param>
    /// <returns>An error when the start vanishes outside those rows, or when a product is not finite.</returns>
    public static Either<Error, LanczosDecomposition> Run(
        NumericsPolicy numerics,
        LinearOperator symmetric,
        ReadOnlySpan<double> start,
        int steps,
        double breakdown = 1e-12,
        Matrix? orthogonalTo = null)
    {
        var (kernels, n, fixedRows) = (numerics.Kernels, symmetric.Dimension, orthogonalTo?.Rows ?? 0);
        if (start.Length != n)
            return new Error.ShapeMismatch("The start of Lanczos' method", $"{start.Length}", $"{n}");
        if (orthogonalTo is { } rows && rows.Columns != n)
            return new Error.ShapeMismatch("The fixed directions of Lanczos' method", $"{rows.Rows} x {rows.Columns}", $"{n} columns");
        if (steps < 1 || fixedRows >= n)
            return new Error.ParameterDomain(
                "The number of Lanczos steps",
                $"{steps} beside {fixedRows} fixed directions in dimension {n}",
                "at least 1 step and fewer fixed directions than dimensions");

        steps = Math.Min(steps, n - fixedRows);
        var basis = new double[(fixedRows + steps) * n];
        orthogonalTo?.Span.CopyTo(basis);
        var next = start.ToArray();
        var given = kernels.Norm(next);
        Orthogonalize(kernels, basis.AsSpan(0, fixedRows * n), next);
        var norm = kernels.Norm(next);
        if (!(norm > 1e-12 * given) || !double.IsFinite(norm))
            return new Error.ParameterDomain(
                "The start of Lanczos' method",
                $"a vector of norm {given:R}, {norm:R} of it free",
                "a finite start that is not zero and not spanned by the fixed directions");

        double[] alpha = new double[steps], beta = new double[steps];
        var (largest, made) = (0.0, 0);
        while (made < steps && (made == 0 || norm > breakdown * largest))
        {
            var q = basis.AsSpan((fixedRows + made) * n, n);
            for (var i = 0; i < n; i++)
                q[i] = next[i] / norm;
            symmetric.Apply(q, next);
            alpha[made] = kernels.Dot(q, next);
            Orthogonalize(kernels, basis.AsSpan(0, (fixedRows + made + 1) * n), next);
            beta[made] = norm = kernels.Norm(next);
            if (!double.IsFinite(alpha[made] + norm))
                return new Error.NonFinite("The image of a vector under the operator", alpha[made], $"Lanczos step {made}");
            largest = Math.Max(largest, Math.Max(Math.Abs(alpha[made]), norm));
            made++;
        }

        var outcome = norm > breakdown * largest ? LanczosOutcome.StepsDone : LanczosOutcome.InvariantSubspace;
        return numerics.Decompositions.SymmetricEigen(Tridiagonal(alpha, beta, made)).Map(eigen => new LanczosDecomposition(
            outcome,
            Vector.Of(alpha.AsSpan(0, made)),
            Vector.Of(beta.AsSpan(0, made - 1)),
            norm,
            eigen.Values,
            Vector.Build(made, bounds =>
            {
                for (var i = 0; i < made; i++)
                    bounds[i] = norm * Math.Abs(eigen.Vectors[made - 1, i]);
            }),
            Matrix.Of(made, n, basis.AsSpan(fixedRows * n, made * n)),
            eigen.Vectors));
    }

    /// <summary>Subtracts from <paramref name="w"/> its components along the orthonormal rows, twice: once is not enough after
    /// cancellation.</summary>
    private static void Orthogonalize(Kernels kernels, ReadOnlySpan<double> rows, Span<double> w)
    {
        var (n, count) = (w.Length, rows.Length / w.Length);
        var components = new double[count];
        for (var pass = 0; pass < 2 && count > 0; pass++)
        {
            kernels.Multiply(new Product(count, 1, n), rows, w, components);
            kernels.Multiply(new Product(1, n, count, Scale: -1), components, rows, w, Epilogue.Add(w));
        }
    }

    internal static Matrix Tridiagonal(double[] alpha, double[] beta, int size) => Matrix.Build(size, size, t =>
    {
        for (var i = 0; i < size; i++)
        {
            t[i * (size + 1)] = alpha[i];
            if (i + 1 < size)
                t[(i * size) + i + 1] = t[((i + 1) * size) + i] = beta[i];
        }
    });
}
