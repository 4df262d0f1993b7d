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
    private const int Strip = 512;

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
            var rows = matrix + ((nint)i * inner);
            if (count == Group && Avx512F.IsSupported && Vector512.IsHardwareAccelerated)
                EightRows.TwoGroups(rows, vector, inner, sums);
            else if (count == Group)
                Sixteen(rows, vector, inner, sums);
            else
                for (var j = 0; j < count; j += 4)
                    Four(rows + ((nint)j * inner), vector, count - j, inner, sums + j);
            finish.ApplyVector(sums, c, i, count, oneColumn);
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void Sixteen(double* rows, double* vector, nint inner, double* sums)
    {
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var r1 = rows + (4 * inner);
        var r2 = rows + (8 * inner);
        var r3 = rows + (12 * inner);
        var (second, third) = (2 * inner, 3 * inner);
        nint l = 0;

        // Eight at a time use up a cache line of each row before the next row evicts it: rows of 2^n columns fall into one set.
        for (; l <= inner - 8; l += 8)
        {
            s0 = Advance(rows + l + 4, inner, second, third, vector + l + 4, Advance(rows + l, inner, second, third, vector + l, s0));
            s1 = Advance(r1 + l + 4, inner, second, third, vector + l + 4, Advance(r1 + l, inner, second, third, vector + l, s1));
            s2 = Advance(r2 + l + 4, inner, second, third, vector + l + 4, Advance(r2 + l, inner, second, third, vector + l, s2));
            s3 = Advance(r3 + l + 4, inner, second, third, vector + l + 4, Advance(r3 + l, inner, second, third, vector + l, s3));
        }

        for (; l < inner; l++)
        {
            s0 = Step(rows + l, inner, second, third, vector[l], s0);
            s1 = Step(r1 + l, inner, second, third, vector[l], s1);
            s2 = Step(r2 + l, inner, second, third, vector[l], s2);
            s3 = Step(r3 + l, inner, second, third, vector[l], s3);
        }

        s0.Store(sums);
        s1.Store(sums + 4);
        s2.Store(sums + 8);
        s3.Store(sums + 12);
    }

    /// <summary>Up to four rows; rows beyond the last repeat it.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Four(double* rows, double* vector, int count, nint inner, double* sums)
    {
        Vector256<double> sum = default;
        nint first = inner * Math.Min(1, count - 1), second = inner * Math.Min(2, count - 1), third = inner * Math.Min(3, count - 1);
        nint l = 0;
        for (; l <= inner - 4; l += 4)
            sum = Advance(rows + l, first, second, third, vector + l, sum);
        for (; l < inner; l++)
            sum = Step(rows + l, first, second, third, vector[l], sum);
        sum.Store(sums);
    }

    /// <summary>Four steps of four chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Advance(double* rows, nint first, nint second, nint third, double* vector, Vector256<double> sum)
    {
        if (!Avx.IsSupported)
        {
            for (var l = 0; l < 4; l++)
                sum = Step(rows + l, first, second, third, vector[l], sum);
            return sum;
        }

        Vector256<double> r0 = Vector256.Load(rows), r1 = Vector256.Load(rows + first), r2 = Vector256.Load(rows + second), r3 = Vector256.Load(rows + third);
        Vector256<double> low01 = Avx.UnpackLow(r0, r1), high01 = Avx.UnpackHigh(r0, r1), low23 = Avx.UnpackLow(r2, r3), high23 = Avx.UnpackHigh(r2, r3);
        sum = Vector256.FusedMultiplyAdd(Avx.Permute2x128(low01, low23, 0x20), Vector256.Create(vector[0]), sum);
        sum = Vector256.FusedMultiplyAdd(Avx.Permute2x128(high01, high23, 0x20), Vector256.Create(vector[1]), sum);
        sum = Vector256.FusedMultiplyAdd(Avx.Permute2x128(low01, low23, 0x31), Vector256.Create(vector[2]), sum);
        return Vector256.FusedMultiplyAdd(Avx.Permute2x128(high01, high23, 0x31), Vector256.Create(vector[3]), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Step(double* rows, nint first, nint second, nint third, double factor, Vector256<double> sum) =>
        Vector256.FusedMultiplyAdd(Vector256.Create(rows[0], rows[first], rows[second], rows[third]), Vector256.Create(factor), sum);

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
        var sums = stackalloc double[Strip + V.Count];
        for (var j = 0; j < outputs; j += Strip)
        {
            var count = Math.Min(Strip, outputs - j);
            Strips(matrix + j, vector, outputs, count, inner, sums);
            finish.ApplyVector(sums, c, j, count, oneColumn);
        }
    }

    /// <summary>Eight rows at a time are added to the sums of a strip of columns, so that memory is read in long runs.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static void Strips(double* matrix, double* vector, nint stride, int count, int inner, double* sums)
    {
        new Span<double>(sums, count + V.Count).Clear();
        var whole = count & -V.Count;
        var l = 0;
        for (; l <= inner - 8; l += 8, matrix += 8 * stride)
        {
            V f0 = Vector512.Create(vector[l]), f1 = Vector512.Create(vector[l + 1]), f2 = Vector512.Create(vector[l + 2]), f3 = Vector512.Create(vector[l + 3]);
            V f4 = Vector512.Create(vector[l + 4]), f5 = Vector512.Create(vector[l + 5]), f6 = Vector512.Create(vector[l + 6]), f7 = Vector512.Create(vector[l + 7]);
            for (var j = 0; j < whole; j += V.Count)
            {
                var from = matrix + j;
                var s = Vector512.FusedMultiplyAdd(Vector512.Load(from), f0, Vector512.Load(sums + j));
                s = Vector512.FusedMultiplyAdd(Vector512.Load(from + stride), f1, s);
                s = Vector512.FusedMultiplyAdd(Vector512.Load(from + (2 * stride)), f2, s);
                s = Vector512.FusedMultiplyAdd(Vector512.Load(from + (3 * stride)), f3, s);
                from += 4 * stride;
                s = Vector512.FusedMultiplyAdd(Vector512.Load(from), f4, s);
                s = Vector512.FusedMultiplyAdd(Vector512.Load(from + stride), f5, s);
                s = Vector512.FusedMultiplyAdd(Vector512.Load(from + (2 * stride)), f6, s);
                Vector512.FusedMultiplyAdd(Vector512.Load(from + (3 * stride)), f7, s).Store(sums + j);
            }

            if (whole == count)
                continue;
            var last = Vector512.Load(sums + whole);
            for (var r = 0; r < 8; r++)
                last = Vector512.FusedMultiplyAdd(Partial.Load(matrix + whole + (r * stride), count - whole), Vector512.Create(vector[l + r]), last);
            last.Store(sums + whole);
        }

        for (; l < inner; l++, matrix += stride)
        {
            var factor = Vector512.Create(vector[l]);
            for (var j = 0; j < whole; j += V.Count)
                Vector512.FusedMultiplyAdd(Vector512.Load(matrix + j), factor, Vector512.Load(sums + j)).Store(sums + j);
            if (whole < count)
                Vector512.FusedMultiplyAdd(Partial.Load(matrix + whole, count - whole), factor, Vector512.Load(sums + whole)).Store(sums + whole);
        }
    }
}
