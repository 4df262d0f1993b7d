using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>Rows of a matrix times a vector on 512-bit registers: blocks of eight by eight are turned, so that eight chains advance together.</summary>
internal static unsafe class EightRows
{
    private const int Long = 256;

    /// <summary>Sixteen outputs. Rows are read a whole cache line at a time: rows a power of two apart share few lines of the cache.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="vector">inner.</param>
    /// <param name="inner">From one row to the next, and the length of the chains.</param>
    /// <param name="sums">Sixteen sums.</param>
    [MethodImpl(Compiled.AtOnce)]
    internal static void TwoGroups(double* rows, double* vector, nint inner, double* sums)
    {
        V low = V.Zero, high = V.Zero;
        var other = rows + (8 * inner);
        nint l = 0;

        // When long rows all begin at the same place within a line, a few single steps bring them to its start.
        var lead = inner % 8 == 0 && inner >= Long ? (nint)((64 - ((nuint)rows & 63)) / 8) & 7 : 0;
        for (; l < lead; l++)
        {
            low = Step(rows + l, inner, vector[l], low);
            high = Step(other + l, inner, vector[l], high);
        }

        for (; l <= inner - 8; l += 8)
        {
            low = Block(rows + l, inner, vector + l, low);
            high = Block(other + l, inner, vector + l, high);
        }

        for (; l < inner; l++)
        {
            low = Step(rows + l, inner, vector[l], low);
            high = Step(other + l, inner, vector[l], high);
        }

        low.Store(sums);
        high.Store(sums + V.Count);
    }

    /// <summary>Eight steps of eight chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Block(double* rows, nint stride, double* vector, V sum)
    {
        V r0 = Vector512.Load(rows), r1 = Vector512.Load(rows + stride), r2 = Vector512.Load(rows + (2 * stride)), r3 = Vector512.Load(rows + (3 * stride));
        rows += 4 * stride;
        V r4 = Vector512.Load(rows), r5 = Vector512.Load(rows + stride), r6 = Vector512.Load(rows + (2 * stride)), r7 = Vector512.Load(rows + (3 * stride));

        // First pairs of rows, then pairs of pairs, then all eight: "even" are the inner indices 0, 2, 4, 6 of the block.
        V even01 = Avx512F.UnpackLow(r0, r1), odd01 = Avx512F.UnpackHigh(r0, r1), even23 = Avx512F.UnpackLow(r2, r3), odd23 = Avx512F.UnpackHigh(r2, r3);
        V even45 = Avx512F.UnpackLow(r4, r5), odd45 = Avx512F.UnpackHigh(r4, r5), even67 = Avx512F.UnpackLow(r6, r7), odd67 = Avx512F.UnpackHigh(r6, r7);
        V even04 = Firsts(even01, even23), even26 = Seconds(even01, even23), even04High = Firsts(even45, even67), even26High = Seconds(even45, even67);
        V odd15 = Firsts(odd01, odd23), odd37 = Seconds(odd01, odd23), odd15High = Firsts(odd45, odd67), odd37High = Seconds(odd45, odd67);
        sum = Vector512.FusedMultiplyAdd(Firsts(even04, even04High), Vector512.Create(vector[0]), sum);
        sum = Vector512.FusedMultiplyAdd(Firsts(odd15, odd15High), Vector512.Create(vector[1]), sum);
        sum = Vector512.FusedMultiplyAdd(Firsts(even26, even26High), Vector512.Create(vector[2]), sum);
        sum = Vector512.FusedMultiplyAdd(Firsts(odd37, odd37High), Vector512.Create(vector[3]), sum);
        sum = Vector512.FusedMultiplyAdd(Seconds(even04, even04High), Vector512.Create(vector[4]), sum);
        sum = Vector512.FusedMultiplyAdd(Seconds(odd15, odd15High), Vector512.Create(vector[5]), sum);
        sum = Vector512.FusedMultiplyAdd(Seconds(even26, even26High), Vector512.Create(vector[6]), sum);
        return Vector512.FusedMultiplyAdd(Seconds(odd37, odd37High), Vector512.Create(vector[7]), sum);
    }

    /// <summary>The first and third quarter of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Firsts(V x, V y) => Avx512F.Shuffle4x128(x, y, 0b10_00_10_00);

    /// <summary>The second and fourth quarter of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Seconds(V x, V y) => Avx512F.Shuffle4x128(x, y, 0b11_01_11_01);

    /// <summary>One step of eight chains.</summary>
    private static V Step(double* rows, nint stride, double factor, V sum)
    {
        var far = rows + (4 * stride);
        var column = Vector512.Create(
            rows[0], rows[stride], rows[2 * stride], rows[3 * stride], far[0], far[stride], far[2 * stride], far[3 * stride]);
        return Vector512.FusedMultiplyAdd(column, Vector512.Create(factor), sum);
    }
}
