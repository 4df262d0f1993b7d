using MathNet.Numerics.Providers.LinearAlgebra;

namespace Marginalia.Native;

/// <content>Square systems: LU with partial pivoting and Cholesky. MathNet counts pivots from 0, LAPACK from 1.</content>
public sealed unsafe partial class MklLinearAlgebraProvider
{
    void ILinearAlgebraProvider<double>.LUFactor(double[] data, int order, int[] ipiv) => FactorLu(data, order, ipiv);

    void ILinearAlgebraProvider<double>.LUInverse(double[] a, int order)
    {
        var pivots = new int[order];
        FactorLu(a, order, pivots);
        InvertLu(a, order, pivots);
    }

    void ILinearAlgebraProvider<double>.LUInverseFactored(double[] a, int order, int[] ipiv) => InvertLu(a, order, ipiv);

    void ILinearAlgebraProvider<double>.LUSolve(int columnsOfB, double[] a, int order, double[] b)
    {
        double[] factors = [.. a];
        var pivots = new int[order];
        FactorLu(factors, order, pivots);
        SolveLu(columnsOfB, factors, order, pivots, b);
    }

    void ILinearAlgebraProvider<double>.LUSolveFactored(int columnsOfB, double[] a, int order, int[] ipiv, double[] b) =>
        SolveLu(columnsOfB, a, order, ipiv, b);

    void ILinearAlgebraProvider<double>.CholeskyFactor(double[] a, int order) => FactorCholesky(a, order);

    void ILinearAlgebraProvider<double>.CholeskySolve(double[] a, int orderA, double[] b, int columnsB)
    {
        double[] factor = [.. a];
        FactorCholesky(factor, orderA);
        SolveCholesky(factor, orderA, b, columnsB);
    }

    void ILinearAlgebraProvider<double>.CholeskySolveFactored(double[] a, int orderA, double[] b, int columnsB) =>
        SolveCholesky(a, orderA, b, columnsB);

    /// <summary>A singular matrix gives a zero on the diagonal of U and no exception, as MathNet's managed code does.</summary>
    private static void FactorLu(double[] a, int order, int[] pivots)
    {
        RequireLength(a, (long)order * order, nameof(a));
        Require(pivots.Length >= order, $"{pivots.Length} pivots are too few for order {order}.");
        if (order == 0)
            return;
        fixed (double* pa = a)
        fixed (int* pp = pivots)
            RequireAccepted(MklApi.LAPACKE_dgetrf(MklApi.ColumnMajor, order, order, pa, order, pp), "LU");
        for (var i = 0; i < order; i++)
            pivots[i]--;
    }

    private static void InvertLu(double[] a, int order, int[] pivots)
    {
        RequireLength(a, (long)order * order, nameof(a));
        if (order == 0)
            return;
        var native = FromOne(pivots, order);
        fixed (double* pa = a)
        fixed (int* pp = native)
        {
            var code = MklApi.LAPACKE_dgetri(MklApi.ColumnMajor, order, pa, order, pp);
            RequireAccepted(code, "The inverse");
            Require(code == 0, "The matrix is singular and has no inverse.");
        }
    }

    private static void SolveLu(int columns, double[] a, int order, int[] pivots, double[] b)
    {
        RequireLength(a, (long)order * order, nameof(a));
        RequireLength(b, (long)order * columns, nameof(b));
        if (order == 0 || columns == 0)
            return;
        var native = FromOne(pivots, order);
        fixed (double* pa = a, pb = b)
        fixed (int* pp = native)
            RequireAccepted(MklApi.LAPACKE_dgetrs(MklApi.ColumnMajor, (byte)'N', order, columns, pa, order, pp, pb, order), "The solution");
    }

    private static void FactorCholesky(double[] a, int order)
    {
        RequireLength(a, (long)order * order, nameof(a));
        Require(order > 0, "A Cholesky factor needs at least one row.");
        fixed (double* pa = a)
        {
            var code = MklApi.LAPACKE_dpotrf(MklApi.ColumnMajor, (byte)'L', order, pa, order);
            RequireAccepted(code, "Cholesky");
            Require(code == 0, $"The matrix is not positive definite: its leading minor of order {code} is not positive.");
        }

        for (var j = 1; j < order; j++)
            Array.Clear(a, j * order, j);
    }

    private static void SolveCholesky(double[] factor, int order, double[] b, int columns)
    {
        RequireLength(factor, (long)order * order, nameof(factor));
        RequireLength(b, (long)order * columns, nameof(b));
        Require(!ReferenceEquals(factor, b), "The right-hand side may not be the factor.");
        if (order == 0 || columns == 0)
            return;
        fixed (double* pa = factor, pb = b)
            RequireAccepted(MklApi.LAPACKE_dpotrs(MklApi.ColumnMajor, (byte)'L', order, columns, pa, order, pb, order), "The solution");
    }

    private static int[] FromOne(int[] pivots, int order)
    {
        Require(pivots.Length >= order, $"{pivots.Length} pivots are too few for order {order}.");
        var shifted = new int[order];
        for (var i = 0; i < order; i++)
        {
            Require((uint)pivots[i] < (uint)order, $"Pivot {pivots[i]} is outside 0 to {order - 1}.");
            shifted[i] = pivots[i] + 1;
        }

        return shifted;
    }
}
