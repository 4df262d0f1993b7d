using Marginalia.Numerics;

namespace Marginalia.Native;

/// <summary>One product on MKL, row-major.</summary>
internal static unsafe class MklGemm
{
    /// <summary>MKL reports a wrong shape on the standard output and leaves C as it was, so shapes are checked here.</summary>
    internal static void RequireShapes(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, Epilogue epilogue)
    {
        Require(product.Rows >= 0 && product.Columns >= 0 && product.Inner >= 0, "product", 0, 0);
        Require(a.Length == (long)product.Rows * product.Inner, "A", a.Length, (long)product.Rows * product.Inner);
        Require(b.Length == (long)product.Inner * product.Columns, "B", b.Length, (long)product.Inner * product.Columns);
        Require(c.Length == (long)product.Rows * product.Columns, "C", c.Length, (long)product.Rows * product.Columns);
        var operand = epilogue.Kind switch
        {
            Epilogue.Form.Store => 0,
            Epilogue.Form.Activate => epilogue.Operand.IsEmpty ? 0 : product.Columns,
            _ => c.Length,
        };
        Require(epilogue.Operand.Length == operand, "the epilogue's operand", epilogue.Operand.Length, operand);
    }

    /// <summary>C = Scale * op(A) op(B) for shapes that were checked.</summary>
    internal static void Run(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c)
    {
        fixed (double* pa = a, pb = b, pc = c)
        {
            MklApi.cblas_dgemm(
                MklApi.RowMajor,
                product.TransposeA ? MklApi.Transposed : MklApi.NoTranspose,
                product.TransposeB ? MklApi.Transposed : MklApi.NoTranspose,
                product.Rows, product.Columns, product.Inner, product.Scale,
                pa, Math.Max(1, product.TransposeA ? product.Rows : product.Inner),
                pb, Math.Max(1, product.TransposeB ? product.Inner : product.Columns),
                0, pc, Math.Max(1, product.Columns));
        }
    }

    private static void Require(bool fits, string what, long found, long needed)
    {
        if (!fits)
            throw new ArgumentException($"The length of {what} is {found} but the shape of the product needs {needed}.");
    }
}
