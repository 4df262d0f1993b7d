using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Marginalia.Native;

/// <content>Factorizations with orthogonal factors: QR, singular values, symmetric eigenvalues.</content>
public sealed unsafe partial class MklLinearAlgebraProvider
{
    private static ILinearAlgebraProvider<double> Managed => ManagedLinearAlgebraProvider.Instance;

    void ILinearAlgebraProvider<double>.QRFactor(double[] a, int rowsA, int columnsA, double[] q, double[] tau)
    {
        RequireLength(q, (long)rowsA * rowsA, nameof(q));
        Reflect(a, rowsA, columnsA, tau);
        var reflections = Math.Min(rowsA, columnsA);
        Array.Clear(q, 0, rowsA * rowsA);
        Array.Copy(a, q, rowsA * reflections);
        Assemble(q, rowsA, rowsA, reflections, tau);
        for (var j = 0; j < reflections; j++)
            Array.Clear(a, (j * rowsA) + j + 1, rowsA - j - 1);
    }

    void ILinearAlgebraProvider<double>.ThinQRFactor(double[] a, int rowsA, int columnsA, double[] r, double[] tau)
    {
        Require(rowsA >= columnsA, $"A thin QR needs at least as many rows as columns, not {rowsA} x {columnsA}.");
        RequireLength(r, (long)columnsA * columnsA, nameof(r));
        Reflect(a, rowsA, columnsA, tau);
        Array.Clear(r, 0, columnsA * columnsA);
        for (var j = 0; j < columnsA; j++)
            Array.Copy(a, j * rowsA, r, j * columnsA, j + 1);
        Assemble(a, rowsA, columnsA, columnsA, tau);
    }

    void ILinearAlgebraProvider<double>.QRSolve(double[] a, int rows, int columns, double[] b, int columnsB, double[] x, QRMethod method)
    {
        ILinearAlgebraProvider<double> self = this;
        double[] first = [.. a];
        var second = method == QRMethod.Full ? new double[rows * rows] : new double[columns * columns];
        var tau = new double[Math.Min(rows, columns)];
        if (method == QRMethod.Full)
        {
            self.QRFactor(first, rows, columns, second, tau);
            Managed.QRSolveFactored(second, first, rows, columns, tau, b, columnsB, x, method);
        }
        else
        {
            self.ThinQRFactor(first, rows, columns, second, tau);
            Managed.QRSolveFactored(first, second, rows, columns, tau, b, columnsB, x, method);
        }
    }

    void ILinearAlgebraProvider<double>.SingularValueDecomposition(bool computeVectors, double[] a, int rowsA, int columnsA, double[] s, double[] u, double[] vt)
    {
        Require(rowsA > 0 && columnsA > 0, $"A matrix of {rowsA} x {columnsA} has no singular values.");
        RequireLength(a, (long)rowsA * columnsA, nameof(a));
        RequireLength(s, Math.Min(rowsA, columnsA), nameof(s));
        if (computeVectors)
        {
            RequireLength(u, (long)rowsA * rowsA, nameof(u));
            RequireLength(vt, (long)columnsA * columnsA, nameof(vt));
        }

        fixed (double* pa = a, ps = s, pu = u, pv = vt)
        {
            var code = MklApi.LAPACKE_dgesdd(
                MklApi.ColumnMajor, (byte)(computeVectors ? 'A' : 'N'), rowsA, columnsA, pa, rowsA, ps, pu, rowsA, pv, columnsA);
            RequireAccepted(code, "The singular value decomposition");
            if (code > 0)
                throw new NonConvergenceException();
        }
    }

    void ILinearAlgebraProvider<double>.SvdSolve(double[] a, int rowsA, int columnsA, double[] b, int columnsB, double[] x)
    {
        ILinearAlgebraProvider<double> self = this;
        var (s, u, vt) = (new double[Math.Min(rowsA, columnsA)], new double[rowsA * rowsA], new double[columnsA * columnsA]);
        self.SingularValueDecomposition(true, [.. a], rowsA, columnsA, s, u, vt);
        Managed.SvdSolveFactored(rowsA, columnsA, s, u, vt, b, columnsB, x);
    }

    void ILinearAlgebraProvider<double>.EigenDecomp(bool isSymmetric, int order, double[] matrix, double[] matrixEv, Complex[] vectorEv, double[] matrixD)
    {
        RequireLength(matrix, (long)order * order, nameof(matrix));
        RequireLength(matrixEv, (long)order * order, nameof(matrixEv));
        RequireLength(matrixD, (long)order * order, nameof(matrixD));
        Require(vectorEv.Length >= order, $"{vectorEv.Length} eigenvalues are too few for order {order}.");
        if (!isSymmetric || order == 0)
        {
            Managed.EigenDecomp(isSymmetric, order, matrix, matrixEv, vectorEv, matrixD);
            return;
        }

        Array.Copy(matrix, matrixEv, order * order);
        var values = new double[order];
        fixed (double* pv = matrixEv, pw = values)
        {
            var code = MklApi.LAPACKE_dsyevd(MklApi.ColumnMajor, (byte)'V', (byte)'L', order, pv, order, pw);
            RequireAccepted(code, "The eigenvalue decomposition");
            if (code > 0)
                throw new NonConvergenceException();
        }

        Array.Clear(matrixD, 0, order * order);
        for (var i = 0; i < order; i++)
        {
            vectorEv[i] = values[i];
            matrixD[(i * order) + i] = values[i];
        }
    }

    /// <summary>R above the diagonal and the reflections below it, in place of A.</summary>
    private static void Reflect(double[] a, int rows, int columns, double[] tau)
    {
        Require(rows > 0 && columns > 0, $"A matrix of {rows} x {columns} has no QR factors.");
        RequireLength(a, (long)rows * columns, nameof(a));
        RequireLength(tau, Math.Min(rows, columns), nameof(tau));
        fixed (double* pa = a, pt = tau)
            RequireAccepted(MklApi.LAPACKE_dgeqrf(MklApi.ColumnMajor, rows, columns, pa, rows, pt), "QR");
    }

    /// <summary>Q from the reflections, in place.</summary>
    private static void Assemble(double[] q, int rows, int columns, int reflections, double[] tau)
    {
        fixed (double* pq = q, pt = tau)
            RequireAccepted(MklApi.LAPACKE_dorgqr(MklApi.ColumnMajor, rows, columns, reflections, pq, rows, pt), "QR");
    }
}
