using Marginalia.Native;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNet.Numerics.Providers.LinearAlgebra;
using Xunit;
using Key = Marginalia.Numerics.Key;

namespace Marginalia.Tests;

/// <summary>The provider is called through its interface, so that these tests change nothing for others in the same process.</summary>
public sealed class MklProviderTests
{
    private static readonly ILinearAlgebraProvider<double> Provider = MklLinearAlgebraProvider.Instance;

    private static readonly ILinearAlgebraProvider<double> Managed = ManagedLinearAlgebraProvider.Instance;

    private const double RoundOff = 1e-13;

    public static TheoryData<int, int> Shapes => new() { { 1, 1 }, { 2, 5 }, { 7, 7 }, { 40, 13 }, { 13, 40 }, { 120, 120 }, { 200, 60 } };

    private static DenseMatrix Draw(int rows, int columns, ulong step = 0)
    {
        var values = new double[rows * columns];
        Marginalia.Numerics.Draws.Gaussian(new Key(11), Marginalia.Numerics.RandomStream.Data, step, values);
        return new(rows, columns, values);
    }

    private static DenseMatrix PositiveDefinite(int n)
    {
        var a = Draw(n, n);
        return (DenseMatrix)((a * a.Transpose()) + (DenseMatrix.CreateIdentity(n) * n));
    }

    private static void Close(Matrix<double> expected, Matrix<double> actual) =>
        Assert.True((expected - actual).FrobeniusNorm() <= RoundOff * Math.Max(1, expected.FrobeniusNorm()), $"off by {(expected - actual).FrobeniusNorm():R}");

    [MklTheory]
    [MemberData(nameof(Shapes))]
    public void Singular_values_and_vectors_rebuild_the_matrix_and_are_orthonormal(int m, int n)
    {
        var a = Draw(m, n);
        var (s, u, vt) = (new double[Math.Min(m, n)], new double[m * m], new double[n * n]);
        Provider.SingularValueDecomposition(true, [.. a.Values], m, n, s, u, vt);
        DenseMatrix left = new(m, m, u), right = new(n, n, vt);
        Close(a, left * DenseMatrix.OfDiagonalArray(m, n, s) * right);
        Close(DenseMatrix.CreateIdentity(m), left.TransposeThisAndMultiply(left));
        Close(DenseMatrix.CreateIdentity(n), right.TransposeThisAndMultiply(right));
        Assert.Equal(s.OrderDescending(), s);
        var alone = new double[s.Length];
        Provider.SingularValueDecomposition(false, [.. a.Values], m, n, alone, [], []);
        Close(DenseMatrix.OfDiagonalArray(s), DenseMatrix.OfDiagonalArray(alone));
    }

    [MklTheory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(100)]
    public void Symmetric_eigenvectors_rebuild_the_matrix_with_ascending_eigenvalues(int n)
    {
        var a = Draw(n, n);
        a = (DenseMatrix)(a + a.Transpose());
        var (vectors, values, diagonal) = (new double[n * n], new System.Numerics.Complex[n], new double[n * n]);
        Provider.EigenDecomp(true, n, [.. a.Values], vectors, values, diagonal);
        DenseMatrix v = new(n, n, vectors), d = new(n, n, diagonal);
        Close(a, v * d * v.Transpose());
        Close(DenseMatrix.CreateIdentity(n), v.TransposeThisAndMultiply(v));
        Assert.Equal(values.Select(static x => x.Real).Order(), values.Select(static x => x.Real));
        Assert.Equal(d.Diagonal().ToArray(), values.Select(static x => x.Real));
    }

    [MklTheory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(130)]
    public void The_Cholesky_factor_is_lower_triangular_and_rebuilds_the_matrix_and_solves(int n)
    {
        var (a, x) = (PositiveDefinite(n), Draw(n, 3, 1));
        double[] factor = [.. a.Values];
        Provider.CholeskyFactor(factor, n);
        DenseMatrix l = new(n, n, factor);
        Assert.Equal(l.LowerTriangle().Enumerate(), l.Enumerate());
        Close(a, l * l.Transpose());
        var b = (DenseMatrix)(a * x);
        Provider.CholeskySolve(a.Values, n, b.Values, 3);
        Close(x, b);
    }

    [MklFact]
    public void A_matrix_that_is_not_positive_definite_has_no_Cholesky_factor() =>
        Assert.Throws<ArgumentException>(static () => Provider.CholeskyFactor([1, 2, 2, 1], 2));

    [MklTheory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(90)]
    public void LU_solves_and_inverts_and_agrees_with_the_managed_factors(int n)
    {
        var (a, x) = (Draw(n, n), Draw(n, 2, 1));
        var b = (DenseMatrix)(a * x);
        Provider.LUSolve(2, a.Values, n, b.Values);
        var condition = a.ConditionNumber();
        Assert.True((x - b).FrobeniusNorm() <= RoundOff * condition * x.FrobeniusNorm());
        double[] ours = [.. a.Values], theirs = [.. a.Values];
        int[] pivots = new int[n], managedPivots = new int[n];
        Provider.LUFactor(ours, n, pivots);
        Managed.LUFactor(theirs, n, managedPivots);
        Assert.Equal(managedPivots, pivots);
        Assert.True((new DenseMatrix(n, n, ours) - new DenseMatrix(n, n, theirs)).FrobeniusNorm() <= RoundOff * condition * a.FrobeniusNorm());
        Provider.LUInverseFactored(ours, n, pivots);
        Assert.True(((a * new DenseMatrix(n, n, ours)) - DenseMatrix.CreateIdentity(n)).FrobeniusNorm() <= RoundOff * condition * n);
    }

    [MklTheory]
    [MemberData(nameof(Shapes))]
    public void QR_rebuilds_the_matrix_in_its_full_and_its_thin_form(int m, int n)
    {
        var a = Draw(m, n);
        var (r, q, tau) = (new DenseMatrix(m, n, [.. a.Values]), new DenseMatrix(m, m), new double[Math.Min(m, n)]);
        Provider.QRFactor(r.Values, m, n, q.Values, tau);
        Close(a, q * r);
        Close(r, r.UpperTriangle());
        Close(DenseMatrix.CreateIdentity(m), q.TransposeThisAndMultiply(q));
        if (m < n)
            return;
        DenseMatrix thinQ = new(m, n, [.. a.Values]), thinR = new(n, n);
        Provider.ThinQRFactor(thinQ.Values, m, n, thinR.Values, tau);
        Close(a, thinQ * thinR);
        Close(DenseMatrix.CreateIdentity(n), thinQ.TransposeThisAndMultiply(thinQ));
    }

    [MklTheory]
    [InlineData(QRMethod.Full)]
    [InlineData(QRMethod.Thin)]
    public void Least_squares_by_QR_and_by_SVD_find_the_solution_that_was_planted(QRMethod method)
    {
        var (a, x) = (Draw(50, 12), Draw(12, 3, 1));
        var b = (DenseMatrix)(a * x);
        DenseMatrix byQr = new(12, 3), bySvd = new(12, 3);
        Provider.QRSolve(a.Values, 50, 12, b.Values, 3, byQr.Values, method);
        Provider.SvdSolve(a.Values, 50, 12, b.Values, 3, bySvd.Values);
        Close(x, byQr);
        Close(x, bySvd);
    }

    [MklTheory]
    [InlineData(Transpose.DontTranspose, Transpose.DontTranspose)]
    [InlineData(Transpose.Transpose, Transpose.DontTranspose)]
    [InlineData(Transpose.DontTranspose, Transpose.Transpose)]
    [InlineData(Transpose.Transpose, Transpose.ConjugateTranspose)]
    public void Products_with_update_agree_with_the_managed_provider(Transpose transposeA, Transpose transposeB)
    {
        var (m, n, k) = (31, 17, 23);
        var a = transposeA == Transpose.DontTranspose ? Draw(m, k) : Draw(k, m);
        var b = transposeB == Transpose.DontTranspose ? Draw(k, n, 1) : Draw(n, k, 1);
        DenseMatrix ours = Draw(m, n, 2), theirs = Draw(m, n, 2);
        Provider.MatrixMultiplyWithUpdate(transposeA, transposeB, -0.5, a.Values, a.RowCount, a.ColumnCount, b.Values, b.RowCount, b.ColumnCount, 2, ours.Values);
        Managed.MatrixMultiplyWithUpdate(transposeA, transposeB, -0.5, a.Values, a.RowCount, a.ColumnCount, b.Values, b.RowCount, b.ColumnCount, 2, theirs.Values);
        Close(theirs, ours);
    }

    [MklFact]
    public void A_product_may_overwrite_its_own_factor()
    {
        var a = Draw(20, 20);
        var expected = a * a;
        double[] square = [.. a.Values];
        Provider.MatrixMultiply(square, 20, 20, square, 20, 20, square);
        Close(expected, new DenseMatrix(20, 20, square));
    }

    [MklFact]
    public void Shapes_that_do_not_fit_are_refused_before_MKL_is_called()
    {
        Assert.Throws<ArgumentException>(static () => Provider.MatrixMultiply(new double[6], 2, 3, new double[8], 2, 4, new double[8]));
        Assert.Throws<ArgumentException>(static () => Provider.MatrixMultiply(new double[5], 2, 3, new double[12], 3, 4, new double[8]));
        Assert.Throws<ArgumentException>(static () => Provider.CholeskyFactor(new double[8], 3));
        Assert.Throws<ArgumentException>(static () => Provider.LUFactor(new double[9], 3, new int[2]));
        Assert.Throws<ArgumentException>(static () => Provider.SingularValueDecomposition(true, new double[6], 2, 3, new double[2], new double[3], new double[9]));
        Assert.Throws<ArgumentException>(static () => Provider.SingularValueDecomposition(false, [double.NaN], 1, 1, new double[1], [], []));
    }

    [MklFact]
    public void The_other_number_types_are_served_by_the_managed_code()
    {
        ILinearAlgebraProvider<float> provider = MklLinearAlgebraProvider.Instance;
        var product = new float[1];
        provider.MatrixMultiply([1, 2, 3], 1, 3, [4, 5, 6], 3, 1, product);
        Assert.Equal(32, product[0]);
    }
}
