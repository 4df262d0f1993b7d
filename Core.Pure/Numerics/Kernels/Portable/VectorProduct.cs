using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>A matrix times a vector: every output is one chain over the inner index, several outputs side by side in lanes.</summary>
internal static unsafe class VectorProduct
{
    /// <summary>The fewest outputs for <see cref="Columns"/>.</summary>
    internal const int FewestColumns = 8;

    private const int Group = 16;

    /// <summary>Outputs are the rows of the matrix, which the inner index walks along: four rows are turned into lanes on the fly.</summary>
    /// <param name="matrix">outputs x inner.</param>
    /// <param name="vector">inner.</param>
    /// <param name="outputs">How many.</param>
    /// <param name="inner">The length of the chains.</param>
    /// <param name="c">The outputs.</param>
    /// <param name="oneColumn">C is a column, else a row.</param>
    /// <param name="finish">What happens to the sums.</param>
    [SkipLocalsInit]
    internal static void Rows(double* matrix, double* vector, int outputs, int inner, double* c, bool oneColumn, in Finish finish)
    {
        var sums = stackalloc double[Group + V.Count];
        for (var i = 0; i < outputs; i += Group)
        {
            var count = Math.Min(Group, outputs - i);
            if (count > 4)
                Sixteen(matrix + ((nint)i * inner), vector, count, inner, sums);
            else
                Four(matrix + ((nint)i * inner), vector, count, inner).Store(sums);
            finish.ApplyVector(sums, c, i, count, oneColumn);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Sixteen(double* rows, double* vector, int count, nint inner, double* sums)
    {
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var r1 = rows + (4 * inner);
        var r2 = rows + (inner * Math.Min(8, count - 1));
        var r3 = rows + (inner * Math.Min(12, count - 1));
        int n1 = count - 5, n2 = Math.Max(0, count - 9), n3 = Math.Max(0, count - 13);
        nint l = 0;
        for (; l <= inner - 4; l += 4)
        {
            s0 = Advance(rows + l, inner, 3, vector + l, s0);
            s1 = Advance(r1 + l, inner, n1, vector + l, s1);
            s2 = Advance(r2 + l, inner, n2, vector + l, s2);
            s3 = Advance(r3 + l, inner, n3, vector + l, s3);
        }

        for (; l < inner; l++)
        {
            s0 = Step(rows + l, inner, 3, vector[l], s0);
            s1 = Step(r1 + l, inner, n1, vector[l], s1);
            s2 = Step(r2 + l, inner, n2, vector[l], s2);
            s3 = Step(r3 + l, inner, n3, vector[l], s3);
        }

        s0.Store(sums);
        s1.Store(sums + 4);
        s2.Store(sums + 8);
        s3.Store(sums + 12);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static Vector256<double> Four(double* rows, double* vector, int count, nint inner)
    {
        Vector256<double> sum = default;
        nint l = 0;
        for (; l <= inner - 4; l += 4)
            sum = Advance(rows + l, inner, count - 1, vector + l, sum);
        for (; l < inner; l++)
            sum = Step(rows + l, inner, count - 1, vector[l], sum);
        return sum;
    }

    /// <summary>Four steps of four chains; rows beyond the last repeat it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Advance(double* rows, nint stride, int last, double* vector, Vector256<double> sum)
    {
        if (!Avx.IsSupported)
        {
            for (var l = 0; l < 4; l++)
                sum = Step(rows + l, stride, last, vector[l], sum);
            return sum;
        }

        var (r0, r1) = (Vector256.Load(rows), Vector256.Load(rows + (stride * Math.Min(1, last))));
        var (r2, r3) = (Vector256.Load(rows + (stride * Math.Min(2, last))), Vector256.Load(rows + (stride * Math.Min(3, last))));
        var (low01, high01) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1));
        var (low23, high23) = (Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
        sum = Vector256.FusedMultiplyAdd(Avx.Permute2x128(low01, low23, 0x20), Vector256.Create(vector[0]), sum);
        sum = Vector256.FusedMultiplyAdd(Avx.Permute2x128(high01, high23, 0x20), Vector256.Create(vector[1]), sum);
        sum = Vector256.FusedMultiplyAdd(Avx.Permute2x128(low01, low23, 0x31), Vector256.Create(vector[2]), sum);
        return Vector256.FusedMultiplyAdd(Avx.Permute2x128(high01, high23, 0x31), Vector256.Create(vector[3]), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Step(double* rows, nint stride, int last, double factor, Vector256<double> sum)
    {
        var column = Vector256.Create(rows[0], rows[stride * Math.Min(1, last)], rows[stride * Math.Min(2, last)], rows[stride * Math.Min(3, last)]);
        return Vector256.FusedMultiplyAdd(column, Vector256.Create(factor), sum);
    }

    /// <summary>Outputs are the columns of the matrix, already side by side.</summary>
    /// <param name="matrix">inner x outputs.</param>
    /// <param name="vector">inner.</param>
    /// <param name="outputs">How many, <see cref="FewestColumns"/> or more.</param>
    /// <param name="inner">The length of the chains.</param>
    /// <param name="c">The outputs.</param>
    /// <param name="oneColumn">C is a column, else a row.</param>
    /// <param name="finish">What happens to the sums.</param>
    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    internal static void Columns(double* matrix, double* vector, int outputs, int inner, double* c, bool oneColumn, in Finish finish)
    {
        var sums = stackalloc double[5 * V.Count];
        var j = 0;
        for (; j <= outputs - (4 * V.Count); j += 4 * V.Count)
        {
            V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
            var from = matrix + j;
            for (var l = 0; l < inner; l++, from += outputs)
            {
                var factor = Vector512.Create(vector[l]);
                s0 = Vector512.FusedMultiplyAdd(Vector512.Load(from), factor, s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.Load(from + 8), factor, s1);
                s2 = Vector512.FusedMultiplyAdd(Vector512.Load(from + 16), factor, s2);
                s3 = Vector512.FusedMultiplyAdd(Vector512.Load(from + 24), factor, s3);
            }

            s0.Store(sums);
            s1.Store(sums + 8);
            s2.Store(sums + 16);
            s3.Store(sums + 24);
            finish.ApplyVector(sums, c, j, 4 * V.Count, oneColumn);
        }

        for (; j < outputs; j += V.Count)
        {
            // The last eight may have been computed in part before; only the new ones go on.
            var start = Math.Min(j, outputs - V.Count);
            var s = V.Zero;
            var from = matrix + start;
            for (var l = 0; l < inner; l++, from += outputs)
                s = Vector512.FusedMultiplyAdd(Vector512.Load(from), Vector512.Create(vector[l]), s);
            s.Store(sums);
            finish.ApplyVector(sums + (j - start), c, j, V.Count - (j - start), oneColumn);
        }
    }
}
