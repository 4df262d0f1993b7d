using System.Runtime.InteropServices;

namespace Marginalia.Native;

/// <summary>The entry points of Intel MKL that the house uses; callable only after <see cref="MklSetup"/> has bound a library.</summary>
/// <remarks>Capitalized names of the settings: the lower-case ones can be Fortran entries that take pointers.</remarks>
internal static unsafe class MklApi
{
    private const string Library = "mkl_rt";

    internal const int RowMajor = 101;
    internal const int ColumnMajor = 102;
    internal const int NoTranspose = 111;
    internal const int Transposed = 112;

    private static nint _handle;
    private static bool _resolving;

    /// <summary>Makes every entry point below resolve to this library.</summary>
    internal static void Bind(nint handle)
    {
        _handle = handle;
        if (_resolving)
            return;
        _resolving = true;
        NativeLibrary.SetDllImportResolver(typeof(MklApi).Assembly, static (name, _, _) => name == Library ? _handle : 0);
    }

    [DllImport(Library)]
    internal static extern int MKL_Set_Interface_Layer(int layer);

    [DllImport(Library)]
    internal static extern int MKL_Set_Threading_Layer(int layer);

    [DllImport(Library)]
    internal static extern int MKL_CBWR_Set(int setting);

    [DllImport(Library)]
    internal static extern int MKL_CBWR_Get_Auto_Branch();

    [DllImport(Library)]
    internal static extern void MKL_Get_Version_String(byte* buffer, int length);

    [DllImport(Library)]
    internal static extern void cblas_dgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, double alpha, double* a, int lda, double* b, int ldb, double beta, double* c, int ldc);

    [DllImport(Library)]
    internal static extern int LAPACKE_dgesdd(
        int order, byte job, int m, int n, double* a, int lda, double* s, double* u, int ldu, double* vt, int ldvt);

    [DllImport(Library)]
    internal static extern int LAPACKE_dsyevd(int order, byte job, byte triangle, int n, double* a, int lda, double* w);

    [DllImport(Library)]
    internal static extern int LAPACKE_dpotrf(int order, byte triangle, int n, double* a, int lda);

    [DllImport(Library)]
    internal static extern int LAPACKE_dpotrs(int order, byte triangle, int n, int columns, double* a, int lda, double* b, int ldb);

    [DllImport(Library)]
    internal static extern int LAPACKE_dgetrf(int order, int m, int n, double* a, int lda, int* pivots);

    [DllImport(Library)]
    internal static extern int LAPACKE_dgetrs(int order, byte transpose, int n, int columns, double* a, int lda, int* pivots, double* b, int ldb);

    [DllImport(Library)]
    internal static extern int LAPACKE_dgetri(int order, int n, double* a, int lda, int* pivots);

    [DllImport(Library)]
    internal static extern int LAPACKE_dgeqrf(int order, int m, int n, double* a, int lda, double* tau);

    [DllImport(Library)]
    internal static extern int LAPACKE_dorgqr(int order, int m, int n, int k, double* a, int lda, double* tau);
}
