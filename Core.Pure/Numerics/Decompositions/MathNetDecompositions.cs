using System.Numerics;
using LanguageExt;
using MathNet.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Marginalia.Numerics;

/// <summary>Decompositions through a MathNet provider that is given, never the ambient one.</summary>
/// <param name="provider">The provider, for instance MathNet's managed one or one that calls MKL.</param>
/// <param name="name">Its name in records and reports.</param>
/// <remarks>
/// Matrices are divided by a power of two before singular values and eigenvalues, so entries of 1e200 do not overflow. MathNet stores
/// columns and we store rows, so it sees every matrix transposed. The managed provider gives the same bits on every machine.
/// </remarks>
public sealed class MathNetDecompositions(ILinearAlgebraProvider<double> provider, string name) : Decompositions
{
    // MathNet wants room for the square of the longer side, even for values alone; beyond this a triangular factor with the same values goes first.
    private const int LongestWhole = 4096;

    private const string SvdName = "singular value decomposition";
    private const string EigenName = "eigendecomposition";
    private const string CholeskyName = "Cholesky factor";
    private const string SolveName = "linear system";

    /// <summary>MathNet's managed provider: the decompositions of the portable policy.</summary>
    public static MathNetDecompositions Managed { get; } = new(ManagedLinearAlgebraProvider.Instance, "managed");

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override Either<Error, SingularValueDecomposition> Svd(Matrix a) =>
        Run<SingularValueDecomposition>(SvdName, a, square: false, () =>
        {
            var rank = Math.Min(a.Rows, a.Columns);
            var (values, right, left) = Decompose(a, vectors: true);
            var leading = Matrix.Build(a.Rows, rank, u =>
            {
                for (var i = 0; i < a.Rows; i++)
                    left.AsSpan(i * a.Rows, rank).CopyTo(u[(i * rank)..]);
            });
            return new SingularValueDecomposition(leading, values, Matrix.Of(rank, a.Columns, right.AsSpan(0, rank * a.Columns)));
        });

    /// <inheritdoc/>
    public override Either<Error, Vector> SingularValues(Matrix a) =>
        Run<Vector>(SvdName, a, square: false, () => Math.Max(a.Rows, a.Columns) > LongestWhole && Math.Max(a.Rows, a.Columns) > 2L * Math.Min(a.Rows, a.Columns)
            ? Decompose(Triangle(a), vectors: false).Values
            : Decompose(a, vectors: false).Values);

    /// <inheritdoc/>
    public override Either<Error, SymmetricEigenDecomposition> SymmetricEigen(Matrix a) =>
        Run<SymmetricEigenDecomposition>(EigenName, a, square: true, () =>
        {
            var n = a.Rows;
            var unit = Unit(a);
            var (values, vectors) = (new Complex[n], new double[n * n]);
            provider.EigenDecomp(true, n, FromLower(a, unit), vectors, values, new double[n * n]);
            return new SymmetricEigenDecomposition(Times(unit, [.. values.Select(static v => v.Real)]), Matrix.Own(n, n, vectors).Transpose());
        });

    /// <inheritdoc/>
    public override Either<Error, Matrix> Cholesky(Matrix a) => Run<Matrix>(CholeskyName, a, square: true, () =>
    {
        var n = a.Rows;
        var factor = FromLower(a, 1);
        provider.CholeskyFactor(factor, n);
        return Matrix.Build(n, n, lower =>
        {
            for (var i = 0; i < n; i++)
                for (var j = 0; j <= i; j++)
                    lower[(i * n) + j] = factor[(j * n) + i];
        });
    });

    /// <inheritdoc/>
    public override Either<Error, Matrix> Solve(Matrix a, Matrix b)
    {
        if (b.Rows != a.Rows)
            return new Error.ShapeMismatch("The right side of a linear system", $"{b.Rows} x {b.Columns}", $"{a.Rows} rows");
        if (Problem(SolveName, b, square: false) is { } problem)
            return problem;
        return Run<Matrix>(SolveName, a, square: true, () =>
        {
            var columns = b.Transpose().Span.ToArray();
            provider.LUSolve(b.Columns, a.Transpose().Span.ToArray(), a.Rows, columns);
            return FirstNonFinite(columns) < 0
                ? Matrix.Own(b.Columns, b.Rows, columns).Transpose()
                : Failed(SolveName, a, "the matrix is singular");
        });
    }

    /// <summary>The decomposition of the transposed matrix by columns: its left vectors are our right ones.</summary>
    private (Vector Values, double[] Right, double[] Left) Decompose(Matrix a, bool vectors)
    {
        var unit = Unit(a);
        var scaled = a.Span.ToArray();
        foreach (ref var entry in scaled.AsSpan())
            entry /= unit;
        var values = new double[Math.Min(a.Rows, a.Columns)];
        double[] right = new double[a.Columns * a.Columns], left = new double[a.Rows * a.Rows];
        provider.SingularValueDecomposition(vectors, scaled, a.Columns, a.Rows, values, right, left);
        return (Times(unit, values), right, left);
    }

    /// <summary>The triangular factor of a long matrix: the singular values are the same, and as accurate.</summary>
    private Matrix Triangle(Matrix a)
    {
        // What is wide for us is tall for MathNet, which wants rows >= columns.
        var (size, length) = (Math.Min(a.Rows, a.Columns), Math.Max(a.Rows, a.Columns));
        var unit = Unit(a);
        var tall = a.Rows > a.Columns ? a.Transpose().Span.ToArray() : a.Span.ToArray();
        foreach (ref var entry in tall.AsSpan())
            entry /= unit;
        var (triangle, tau) = (new double[size * size], new double[size]);
        provider.ThinQRFactor(tall, length, size, triangle, tau);
        return Matrix.Own(size, size, System.Array.ConvertAll(triangle, r => r * unit));
    }

    /// <summary>The largest power of two up to the largest entry, 1 for a zero matrix.</summary>
    private static double Unit(Matrix a)
    {
        var largest = 0.0;
        foreach (var entry in a.Span)
            largest = Math.Max(largest, Math.Abs(entry));
        return largest == 0 ? 1 : Math.ScaleB(1, Math.ILogB(largest));
    }

    /// <summary>The values times the unit; -0 becomes 0.</summary>
    private static Vector Times(double unit, double[] values) => Vector.Own(System.Array.ConvertAll(values, v => (unit * v) + 0.0));

    /// <summary>The symmetric matrix with the lower triangle of <paramref name="a"/>, divided by the unit.</summary>
    private static double[] FromLower(Matrix a, double unit)
    {
        var n = a.Rows;
        var full = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++)
                full[(i * n) + j] = full[(j * n) + i] = a[i, j] / unit;
        return full;
    }

    private static Either<Error, T> Run<T>(string what, Matrix a, bool square, Func<Either<Error, T>> compute)
    {
        if (Problem(what, a, square) is { } problem)
            return problem;
        try
        {
            return compute();
        }
        catch (NonConvergenceException)
        {
            return Failed(what, a, "the iteration did not converge");
        }
        catch (SingularUMatrixException)
        {
            return Failed(what, a, "the matrix is singular");
        }
        catch (ArgumentException) when (what == CholeskyName)
        {
            return Failed(what, a, "the matrix is not positive definite");
        }
    }

    private static Error? Problem(string what, Matrix a, bool square)
    {
        if (a.Rows == 0 || a.Columns == 0 || (square && a.Rows != a.Columns))
            return new Error.ShapeMismatch("The matrix of a " + what, $"{a.Rows} x {a.Columns}", square ? "a square" : "a row and a column at least");
        return FirstNonFinite(a.Span) is var bad and >= 0
            ? new Error.NonFinite("The matrix of a " + what, a.Span[bad], $"row {bad / a.Columns}, column {bad % a.Columns}")
            : null;
    }

    private static Error Failed(string what, Matrix a, string reason) => new Error.Unsupported(
        $"The {what} of this {a.Rows} x {a.Columns} matrix", reason, "add a positive multiple of the identity or look for dependent rows");

    private static int FirstNonFinite(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                return i;
        }

        return -1;
    }
}
