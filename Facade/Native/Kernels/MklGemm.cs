using Marginalia.Numerics;

namespace Marginalia.Native;

/// <summary>One product on MKL, row-major.</summary>
internal static unsafe class MklGemm
{
    /// <summary>MKL reports a wrong shape on the standard output and leaves C as it was, so shapes are checked here.</summary>
    internal static void RequireShapes(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, Epilogue epilogue)
    {
        Require("A", a.Length, (long)product.Rows * product.Inner);
        Require("B", b.Length, (long)product.Inner * product.Columns);
        Require("C", c.Length, (long)product.Rows * product.Columns);
        var operand = epilogue.Kind switch
        {
            Epilogue.Form.Store => 0,
            Epilogue.Form.Activate => epilogue.Operand.IsEmpty ? 0 : product.Columns,
            _ => c.Length,
        };
        Require("the epilogue's operand", epilogue.Operand.Length, operand);
    }

    /// <summary>C = op(A) op(B) for shapes that were checked; the scale is left to the epilogue, because MKL rounds it in as it likes.</summary>
    /// <remarks>
    /// MKL's own threads would change the bits. So the longer side of C is cut into slices that depend on the shape alone, each slice is a
    /// sequential call, and the threads share the slices: the same bits for every number of threads.
    /// </remarks>
    internal static void Run(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, int threads)
    {
        fixed (double* pa = a, pb = b, pc = c)
        {
            var slices = new Slices(product, pa, pb, pc, MklCrossover.Slices(product));
            if (threads == 1 || slices.Count == 1)
            {
                for (var i = 0; i < slices.Count; i++)
                    slices.Run(i);
            }
            else
            {
                Parallel.For(0, slices.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, slices.Run);
            }
        }
    }

    private sealed class Slices(Product product, double* a, double* b, double* c, int count)
    {
        internal int Count => count;

        internal void Run(int index)
        {
            var byRows = product.Rows >= product.Columns;
            var length = byRows ? product.Rows : product.Columns;
            var (first, last) = ((int)((long)length * index / count), (int)((long)length * (index + 1) / count));
            var strideA = product.TransposeA ? product.Rows : product.Inner;
            var strideB = product.TransposeB ? product.Inner : product.Columns;
            MklApi.cblas_dgemm(
                MklApi.RowMajor,
                product.TransposeA ? MklApi.Transposed : MklApi.NoTranspose,
                product.TransposeB ? MklApi.Transposed : MklApi.NoTranspose,
                byRows ? last - first : product.Rows,
                byRows ? product.Columns : last - first,
                product.Inner,
                1,
                byRows ? a + (product.TransposeA ? first : (long)first * strideA) : a,
                Math.Max(1, strideA),
                byRows ? b : b + (product.TransposeB ? (long)first * strideB : first),
                Math.Max(1, strideB),
                0,
                c + (byRows ? (long)first * product.Columns : first),
                Math.Max(1, product.Columns));
        }
    }

    private static void Require(string what, long found, long needed)
    {
        if (found != needed)
            throw new ArgumentException($"The length of {what} is {found} but the shape of the product needs {needed}.");
    }
}
