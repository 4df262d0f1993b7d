using System.Diagnostics;
using LanguageExt;

namespace Marginalia.Numerics;

/// <summary>Why a power iteration or a bidiagonalization ended.</summary>
public enum PowerIterationOutcome
{
    /// <summary>The estimate stopped changing.</summary>
    Converged,

    /// <summary>It ran out of iterations.</summary>
    CapReached,
}

/// <summary>Operations on <see cref="PowerIterationOutcome"/>.</summary>
public static class PowerIterationOutcomeModule
{
    extension(PowerIterationOutcome outcome)
    {
        /// <summary>The sentence the user reads.</summary>
        public string Sentence => outcome switch
        {
            PowerIterationOutcome.Converged =>
                "The estimate settled; it is a lower bound, and the residual says how near a singular value is.",
            PowerIterationOutcome.CapReached => "The iteration reached its cap while the estimate still changed; it is a lower bound only.",
            _ => throw new UnreachableException(),
        };
    }
}

/// <summary>What a power iteration or a bidiagonalization found about the largest singular value; its statements hold up to round-off.</summary>
/// <param name="Outcome">Why it ended.</param>
/// <param name="Value">A lower bound of the largest singular value, <c>|A x|</c> for the unit vector <paramref name="Direction"/>.</param>
/// <param name="Radius">Some singular value lies within this distance of <paramref name="Value"/>.</param>
/// <param name="Iterations">The number of iterations, two products each.</param>
/// <param name="Direction">The unit vector x.</param>
public sealed record PowerIterationResult(PowerIterationOutcome Outcome, double Value, double Radius, int Iterations, Vector Direction)
{
    /// <summary>An upper bound of the largest singular value, for a matrix whose Frobenius norm is known.</summary>
    /// <param name="frobeniusNorm">The root of the sum of all squared singular values.</param>
    /// <remarks>One singular value is at least Value - Radius; if it is not the largest, the largest has at most the rest of the
    /// squares.</remarks>
    public double Upper(double frobeniusNorm)
    {
        var nearest = Math.Max(Value - Radius, 0);
        var rest = Math.Sqrt(Math.Max(frobeniusNorm - nearest, 0)) * Math.Sqrt(frobeniusNorm + nearest);
        return Math.Max(Value + Radius, rest);
    }
}

/// <summary>The largest singular value by alternating products with A and its transpose.</summary>
/// <remarks>
/// docs/theory/capacity-and-path.md, section 2.2. Convergence is governed by the ratio of the two largest singular values; the stopping
/// rule is not an error bound, so use two starts, and <see cref="PowerIterationResult.Upper"/> or a decomposition for anything called a
/// bound. For a symmetric operator this is the largest absolute eigenvalue. Products are normalized between A and its transpose, so nothing
/// is squared.
/// </remarks>
public static class PowerIteration
{
    /// <summary>Iterates until the relative change of the estimate is at most the tolerance.</summary>
    /// <param name="kernels">Norms and inner products.</param>
    /// <param name="a">The operator A.</param>
    /// <param name="start">The first direction, of length <c>a.Columns</c>, finite and not zero.</param>
    /// <param name="tolerance">The relative change that counts as none.</param>
    /// <param name="cap">The largest number of iterations, at least 1.</param>
    /// <returns>Value 0 when the start is in the kernel of A; an error when the start or a product is not finite.</returns>
    public static Either<Error, PowerIterationResult> LargestSingularValue(
        Kernels kernels, RectangularOperator a, ReadOnlySpan<double> start, double tolerance = 1e-13, int cap = 20_000)
    {
        if (start.Length != a.Columns)
            return new Error.ShapeMismatch("The start of the power iteration", $"{start.Length}", $"{a.Columns}");
        double[] x = start.ToArray(), image = new double[a.Rows], back = new double[a.Columns];
        var length = kernels.Norm(x);
        if (!(length > 0) || !double.IsFinite(length))
            return new Error.ParameterDomain("The start of the power iteration", $"a vector of norm {length:R}", "a finite nonzero vector");

        Divide(x, length);
        for (var (iteration, previous) = (1, 0.0); ; iteration++)
        {
            a.Apply(x, image);
            var value = kernels.Norm(image);
            if (!double.IsFinite(value))
                return new Error.NonFinite("The image of a vector under the operator", value, $"power iteration {iteration}");
            if (value > 0)
                Divide(image, value);
            a.Adjoint(image, back);

            var converged = Math.Abs(value - previous) <= tolerance * value;
            if (converged || iteration >= cap)
            {
                // (image, x) / sqrt 2 is a unit vector for the symmetric matrix (0 A; A^T 0) with the singular values, up to sign, as eigenvalues.
                kernels.ScaleAdd(-value, x, 1, back);
                var radius = kernels.Norm(back) / Math.Sqrt(2);
                if (!double.IsFinite(radius))
                    return new Error.NonFinite("The image of a vector under the adjoint", radius, $"power iteration {iteration}");
                return new PowerIterationResult(
                    converged ? PowerIterationOutcome.Converged : PowerIterationOutcome.CapReached, value, radius, iteration, Vector.Of(x));
            }

            Divide(back, kernels.Norm(back));
            (x, back, previous) = (back, x, value);
        }
    }

    private static void Divide(Span<double> x, double by)
    {
        foreach (ref var entry in x)
            entry /= by;
    }
}
