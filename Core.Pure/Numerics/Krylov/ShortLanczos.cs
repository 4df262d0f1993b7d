using LanguageExt;

namespace Marginalia.Numerics;

/// <summary>The top of a spectrum as a short run saw it.</summary>
/// <param name="Steps">The number of steps made.</param>
/// <param name="Top">The largest Ritz value: up to round-off a lower bound of the largest eigenvalue.</param>
/// <param name="ResidualBound">A distance within which, up to round-off, the operator has an eigenvalue.</param>
internal sealed record TopRitzValue(int Steps, double Top, double ResidualBound);

/// <summary>Lanczos' method as the recurrence of three terms alone: three vectors of memory, whatever the number of steps.</summary>
/// <remarks>
/// Without reorthogonalization a converged eigenvalue appears again; values alone, and the largest of them, suffer nothing from that, because
/// directions are lost just when a Ritz value has converged (C. Paige, Accuracy and Effectiveness of the Lanczos Algorithm for the Symmetric Eigenproblem,
/// Linear Algebra and its Applications 34, 1980). Whoever needs vectors or multiplicities takes <see cref="Lanczos"/>.
/// </remarks>
internal static class ShortLanczos
{
    /// <summary>Runs up to <paramref name="steps"/> steps.</summary>
    /// <param name="numerics">What multiplies, and what decomposes the small tridiagonal matrix.</param>
    /// <param name="symmetric">The operator.</param>
    /// <param name="start">The first direction, finite and not zero.</param>
    /// <param name="steps">At least 1; more than the dimension is the same as the dimension.</param>
    /// <param name="breakdown">The run stops when what is left outside the space is at most this times the largest entry of T so far.</param>
    /// <returns>An error when the start has no direction, or when a product is not finite.</returns>
    internal static Either<Error, TopRitzValue> Run(NumericsPolicy numerics, LinearOperator symmetric, ReadOnlySpan<double> start, int steps, double breakdown = 1e-12)
    {
        var (kernels, n) = (numerics.Kernels, symmetric.Dimension);
        if (start.Length != n)
            return new Error.ShapeMismatch("The start of Lanczos' method", $"{start.Length}", $"{n}");
        if (steps < 1)
            return new Error.ParameterDomain("The number of Lanczos steps", $"{steps}", "at least 1");
        var norm = kernels.Norm(start);
        if (!(norm > 0) || !double.IsFinite(norm))
            return new Error.ParameterDomain("The start of Lanczos' method", $"a vector of norm {norm:R}", "a finite start that is not zero");
        steps = Math.Min(steps, n);
        var (before, current, next) = (new double[n], new double[n], start.ToArray());
        double[] alpha = new double[steps], beta = new double[steps];
        var (largest, made) = (0.0, 0);
        while (made < steps && (made == 0 || norm > breakdown * largest))
        {
            (before, current, next) = (current, next, before);
            Entrywise.Divide(current, norm, current);
            symmetric.Apply(current, next);
            // The vector before goes first: of the orders of this sum the one that keeps the recurrence stable.
            if (made > 0)
                kernels.ScaleAdd(-beta[made - 1], before, 1, next);
            alpha[made] = kernels.Dot(current, next);
            kernels.ScaleAdd(-alpha[made], current, 1, next);
            beta[made] = norm = kernels.Norm(next);
            if (!double.IsFinite(alpha[made] + norm))
                return new Error.NonFinite("The image of a vector under the operator", alpha[made], $"Lanczos step {made}");
            largest = Math.Max(largest, Math.Max(Math.Abs(alpha[made]), norm));
            made++;
        }

        return numerics.Decompositions.SymmetricEigen(Lanczos.Tridiagonal(alpha, beta, made))
            .Map(eigen => new TopRitzValue(made, eigen.Values[made - 1], norm * Math.Abs(eigen.Vectors[made - 1, made - 1])));
    }
}
