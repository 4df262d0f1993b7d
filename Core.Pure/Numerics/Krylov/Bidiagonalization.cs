using LanguageExt;

namespace Marginalia.Numerics;

/// <summary>The bidiagonalization of Golub and Kahan with reorthogonalized right vectors, restarted from its best direction.</summary>
/// <remarks>
/// G. Golub, W. Kahan, Calculating the Singular Values and Pseudo-Inverse of a Matrix, 1965; docs/theory/capacity-and-path.md, 2.3. The same two products an iteration
/// as <see cref="PowerIteration"/>, whose directions it remembers: where the largest singular values lie close together it needs the root of the number of iterations.
/// Memory: a few dozen vectors.
/// </remarks>
public static class Bidiagonalization
{
    private const int Basis = 48;
    private const int Between = 6;

    /// <summary>Iterates until some singular value is known to lie within a relative distance of the estimate.</summary>
    /// <param name="numerics">Norms, inner products and the decomposition of the small bidiagonal matrix.</param>
    /// <param name="a">The operator A.</param>
    /// <param name="start">The first direction, of length <c>a.Columns</c>, finite and not zero.</param>
    /// <param name="tolerance">The largest radius over the value that counts as converged; the value itself is then wrong by about its square over the gap.</param>
    /// <param name="cap">The largest number of iterations, at least 1.</param>
    /// <returns>Value 0 when the start is in the kernel of A; an error when the start or a product is not finite.</returns>
    public static Either<Error, PowerIterationResult> LargestSingularValue(
        NumericsPolicy numerics, RectangularOperator a, ReadOnlySpan<double> start, double tolerance = 1e-10, int cap = 2000) =>
        LargestSingularValue(numerics, a, start, tolerance, cap, new SpectralRoom());

    /// <summary>The same with room that several requests share.</summary>
    internal static Either<Error, PowerIterationResult> LargestSingularValue(
        NumericsPolicy numerics, RectangularOperator a, ReadOnlySpan<double> start, double tolerance, int cap, SpectralRoom room)
    {
        if (start.Length != a.Columns)
            return new Error.ShapeMismatch("The start of the bidiagonalization", $"{start.Length}", $"{a.Columns}");
        var length = numerics.Kernels.Norm(start);
        if (!(length > 0) || !double.IsFinite(length))
            return new Error.ParameterDomain("The start of the bidiagonalization", $"a vector of norm {length:R}", "a finite nonzero vector");
        var space = new KrylovSpace(numerics, a, Math.Min(Basis, Math.Min(a.Columns, Math.Max(cap, 1))), room);
        double[] x = start.ToArray(), image = new double[a.Rows], back = new double[a.Columns];
        for (var iterations = 0; ;)
        {
            Divide(x, numerics.Kernels.Norm(x));
            var (steps, problem) = space.Improve(x, tolerance, cap - iterations);
            if (problem is not null)
                return problem;
            iterations += steps;

            // What the small matrix says is checked on the operator itself: |A x| is a lower end whatever happened to orthogonality.
            a.Apply(x, image);
            var value = numerics.Kernels.Norm(image);
            if (value > 0)
                Divide(image, value);
            a.Adjoint(image, back);
            numerics.Kernels.ScaleAdd(-value, x, 1, back);
            var radius = numerics.Kernels.Norm(back) / Math.Sqrt(2);
            if (!double.IsFinite(value) || !double.IsFinite(radius))
                return new Error.NonFinite("The image of a vector under the operator", double.IsFinite(value) ? radius : value, $"iteration {iterations}");
            if (radius <= tolerance * value || iterations >= cap)
                return new PowerIterationResult(radius <= tolerance * value ? PowerIterationOutcome.Converged : PowerIterationOutcome.CapReached, value, radius, iterations, Vector.Of(x));
        }
    }

    private static void Divide(Span<double> x, double by)
    {
        foreach (ref var entry in x)
            entry /= by;
    }

    /// <summary>One run between two restarts: the right vectors, and the bidiagonal matrix of the operator on them.</summary>
    private sealed class KrylovSpace(NumericsPolicy numerics, RectangularOperator a, int size, SpectralRoom room)
    {
        private readonly Memory<double> _basis = room.Basis(size * a.Columns);
        private readonly double[] _diagonal = new double[size];
        private readonly double[] _above = new double[size];
        private readonly double[] _left = new double[a.Rows];
        private readonly double[] _next = new double[a.Rows];
        private readonly double[] _rest = new double[a.Columns];

        private Kernels Kernels => numerics.Kernels;

        /// <summary>Replaces a unit vector by the best one of the space that it opens.</summary>
        internal (int Steps, Error? Problem) Improve(double[] x, double tolerance, int most)
        {
            var n = a.Columns;
            x.CopyTo(_basis);
            a.Apply(x, _left);
            for (var step = 1; ; step++)
            {
                _diagonal[step - 1] = Kernels.Norm(_left);
                if (!double.IsFinite(_diagonal[step - 1]))
                    return (step, new Error.NonFinite("The image of a vector under the operator", _diagonal[step - 1], $"step {step}"));
                if (_diagonal[step - 1] > 0)
                    Divide(_left, _diagonal[step - 1]);
                a.Adjoint(_left, _rest);
                Project(step, _rest);
                var outside = _above[step - 1] = Kernels.Norm(_rest);
                var last = step == size || step >= most || !(outside > 1e-15 * _diagonal[0]) || _diagonal[step - 1] == 0;
                if (last || step % Between == 0)
                {
                    var problem = Best(step, out var value, out var weights, out var tail);
                    if (problem is not null)
                        return (step, problem);
                    // Half the tolerance, so that the check on the operator itself passes in spite of round-off.
                    if (last || outside * Math.Abs(tail) <= tolerance * value / 2)
                    {
                        Kernels.Multiply(new Product(1, n, step), weights, _basis.Span[..(step * n)], x);
                        Divide(x, Kernels.Norm(x));
                        return (step, null);
                    }
                }

                var direction = _basis.Span.Slice(step * n, n);
                for (var i = 0; i < n; i++)
                    direction[i] = _rest[i] / outside;
                a.Apply(direction, _next);
                Kernels.ScaleAdd(1, _next, -outside, _left);
            }
        }

        // Twice: once is not enough after cancellation.
        private void Project(int count, Span<double> w)
        {
            var components = new double[count];
            var rows = _basis.Span[..(count * a.Columns)];
            for (var pass = 0; pass < 2; pass++)
            {
                Kernels.Multiply(new Product(count, 1, a.Columns), rows, w, components);
                Kernels.Multiply(new Product(1, a.Columns, count, Scale: -1), components, rows, w, Epilogue.Add(w));
            }
        }

        // The largest singular value of the bidiagonal matrix, its right vector, and the last entry of its left one.
        private Error? Best(int steps, out double value, out double[] weights, out double tail)
        {
            var small = Matrix.Build(steps, steps, b =>
            {
                for (var i = 0; i < steps; i++)
                {
                    b[i * (steps + 1)] = _diagonal[i];
                    if (i + 1 < steps)
                        b[(i * steps) + i + 1] = _above[i];
                }
            });
            Error? problem = null;
            var found = numerics.Decompositions.Svd(small).Match(static s => s, e =>
            {
                problem = e;
                return null!;
            });
            (value, weights, tail) = problem is null ? (found.Values[0], found.RightTransposed.Row(0).ToArray(), found.Left[steps - 1, 0]) : (0, [], 0);
            return problem;
        }
    }
}
