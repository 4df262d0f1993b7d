using System.Numerics;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Marginalia.Native;

/// <summary>A MathNet provider for one number type that passes every request on; a class overrides what it does better.</summary>
/// <typeparam name="T">double, float, Complex or Complex32.</typeparam>
internal interface IForwardingProvider<T> : ILinearAlgebraProvider<T>
    where T : struct
{
    private static ILinearAlgebraProvider<T> Next => (ILinearAlgebraProvider<T>)(object)ManagedLinearAlgebraProvider.Instance;

    void ILinearAlgebraProvider<T>.AddVectorToScaledVector(T[] y, T alpha, T[] x, T[] result) => Next.AddVectorToScaledVector(y, alpha, x, result);

    void ILinearAlgebraProvider<T>.ScaleArray(T alpha, T[] x, T[] result) => Next.ScaleArray(alpha, x, result);

    void ILinearAlgebraProvider<T>.ConjugateArray(T[] x, T[] result) => Next.ConjugateArray(x, result);

    T ILinearAlgebraProvider<T>.DotProduct(T[] x, T[] y) => Next.DotProduct(x, y);

    void ILinearAlgebraProvider<T>.AddArrays(T[] x, T[] y, T[] result) => Next.AddArrays(x, y, result);

    void ILinearAlgebraProvider<T>.SubtractArrays(T[] x, T[] y, T[] result) => Next.SubtractArrays(x, y, result);

    void ILinearAlgebraProvider<T>.PointWiseMultiplyArrays(T[] x, T[] y, T[] result) => Next.PointWiseMultiplyArrays(x, y, result);

    void ILinearAlgebraProvider<T>.PointWiseDivideArrays(T[] x, T[] y, T[] result) => Next.PointWiseDivideArrays(x, y, result);

    void ILinearAlgebraProvider<T>.PointWisePowerArrays(T[] x, T[] y, T[] result) => Next.PointWisePowerArrays(x, y, result);

    double ILinearAlgebraProvider<T>.MatrixNorm(Norm norm, int rows, int columns, T[] matrix) => Next.MatrixNorm(norm, rows, columns, matrix);

    void ILinearAlgebraProvider<T>.MatrixMultiply(T[] x, int rowsX, int columnsX, T[] y, int rowsY, int columnsY, T[] result) =>
        Next.MatrixMultiply(x, rowsX, columnsX, y, rowsY, columnsY, result);

    void ILinearAlgebraProvider<T>.MatrixMultiplyWithUpdate(
        Transpose transposeA, Transpose transposeB, T alpha, T[] a, int rowsA, int columnsA, T[] b, int rowsB, int columnsB, T beta, T[] c) =>
        Next.MatrixMultiplyWithUpdate(transposeA, transposeB, alpha, a, rowsA, columnsA, b, rowsB, columnsB, beta, c);

    void ILinearAlgebraProvider<T>.LUFactor(T[] data, int order, int[] ipiv) => Next.LUFactor(data, order, ipiv);

    void ILinearAlgebraProvider<T>.LUInverse(T[] a, int order) => Next.LUInverse(a, order);

    void ILinearAlgebraProvider<T>.LUInverseFactored(T[] a, int order, int[] ipiv) => Next.LUInverseFactored(a, order, ipiv);

    void ILinearAlgebraProvider<T>.LUSolve(int columnsOfB, T[] a, int order, T[] b) => Next.LUSolve(columnsOfB, a, order, b);

    void ILinearAlgebraProvider<T>.LUSolveFactored(int columnsOfB, T[] a, int order, int[] ipiv, T[] b) =>
        Next.LUSolveFactored(columnsOfB, a, order, ipiv, b);

    void ILinearAlgebraProvider<T>.CholeskyFactor(T[] a, int order) => Next.CholeskyFactor(a, order);

    void ILinearAlgebraProvider<T>.CholeskySolve(T[] a, int orderA, T[] b, int columnsB) => Next.CholeskySolve(a, orderA, b, columnsB);

    void ILinearAlgebraProvider<T>.CholeskySolveFactored(T[] a, int orderA, T[] b, int columnsB) =>
        Next.CholeskySolveFactored(a, orderA, b, columnsB);

    void ILinearAlgebraProvider<T>.QRFactor(T[] a, int rowsA, int columnsA, T[] q, T[] tau) => Next.QRFactor(a, rowsA, columnsA, q, tau);

    void ILinearAlgebraProvider<T>.ThinQRFactor(T[] a, int rowsA, int columnsA, T[] r, T[] tau) => Next.ThinQRFactor(a, rowsA, columnsA, r, tau);

    void ILinearAlgebraProvider<T>.QRSolve(T[] a, int rows, int columns, T[] b, int columnsB, T[] x, QRMethod method) =>
        Next.QRSolve(a, rows, columns, b, columnsB, x, method);

    void ILinearAlgebraProvider<T>.QRSolveFactored(T[] q, T[] r, int rowsA, int columnsA, T[] tau, T[] b, int columnsB, T[] x, QRMethod method) =>
        Next.QRSolveFactored(q, r, rowsA, columnsA, tau, b, columnsB, x, method);

    void ILinearAlgebraProvider<T>.SingularValueDecomposition(bool computeVectors, T[] a, int rowsA, int columnsA, T[] s, T[] u, T[] vt) =>
        Next.SingularValueDecomposition(computeVectors, a, rowsA, columnsA, s, u, vt);

    void ILinearAlgebraProvider<T>.SvdSolve(T[] a, int rowsA, int columnsA, T[] b, int columnsB, T[] x) =>
        Next.SvdSolve(a, rowsA, columnsA, b, columnsB, x);

    void ILinearAlgebraProvider<T>.SvdSolveFactored(int rowsA, int columnsA, T[] s, T[] u, T[] vt, T[] b, int columnsB, T[] x) =>
        Next.SvdSolveFactored(rowsA, columnsA, s, u, vt, b, columnsB, x);

    void ILinearAlgebraProvider<T>.EigenDecomp(bool isSymmetric, int order, T[] matrix, T[] matrixEv, Complex[] vectorEv, T[] matrixD) =>
        Next.EigenDecomp(isSymmetric, order, matrix, matrixEv, vectorEv, matrixD);
}
