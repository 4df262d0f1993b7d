using MathNet.Numerics.Providers.LinearAlgebra;

namespace Marginalia.Native;

/// <content>Matrix products.</content>
public sealed partial class MklLinearAlgebraProvider
{
    void ILinearAlgebraProvider<double>.MatrixMultiply(double[] x, int rowsX, int columnsX, double[] y, int rowsY, int columnsY, double[] result) =>
        Multiply(Transpose.DontTranspose, Transpose.DontTranspose, 1, x, rowsX, columnsX, y, rowsY, columnsY, 0, result);

    void ILinearAlgebraProvider<double>.MatrixMultiplyWithUpdate(
        Transpose transposeA, Transpose transposeB, double alpha, double[] a, int rowsA, int columnsA, double[] b, int rowsB, int columnsB, double beta, double[] c) =>
        Multiply(transposeA, transposeB, alpha, a, rowsA, columnsA, b, rowsB, columnsB, beta, c);

    /// <summary>C = beta C + alpha op(A) op(B), the shapes being those of the stored matrices; C may be A or B.</summary>
    private static unsafe void Multiply(
        Transpose transposeA, Transpose transposeB, double alpha, double[] a, int rowsA, int columnsA, double[] b, int rowsB, int columnsB, double beta, double[] c)
    {
        var (swapA, swapB) = (transposeA != Transpose.DontTranspose, transposeB != Transpose.DontTranspose);
        var (m, k) = swapA ? (columnsA, rowsA) : (rowsA, columnsA);
        var (inner, n) = swapB ? (columnsB, rowsB) : (rowsB, columnsB);
        Require(m >= 0 && n >= 0 && k == inner, $"A product of {m} x {k} and {inner} x {n} does not exist.");
        RequireLength(a, (long)m * k, nameof(a));
        RequireLength(b, (long)k * n, nameof(b));
        RequireLength(c, (long)m * n, nameof(c));
        if (m == 0 || n == 0)
            return;
        if (ReferenceEquals(a, c))
            a = [.. a];
        if (ReferenceEquals(b, c))
            b = [.. b];
        fixed (double* pa = a, pb = b, pc = c)
        {
            MklApi.cblas_dgemm(
                MklApi.ColumnMajor, swapA ? MklApi.Transposed : MklApi.NoTranspose, swapB ? MklApi.Transposed : MklApi.NoTranspose,
                m, n, k, alpha, pa, Math.Max(1, rowsA), pb, Math.Max(1, rowsB), beta, pc, m);
        }
    }
}
