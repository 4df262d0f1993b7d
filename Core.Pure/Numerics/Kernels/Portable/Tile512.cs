using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>The register tile for 512-bit vectors: 8 rows by three vectors, and its narrower forms.</summary>
/// <remarks>Each sum is one chain of fused multiply-adds in the order of the inner index, so no width, tile or block shows in the result.
/// The type arguments are constants for the compiler: it drops the accumulators that a narrower form does not use.</remarks>
internal static unsafe class Tile512
{
    /// <summary>Rows of the full tile.</summary>
    internal const int Rows = 8;

    /// <summary>Columns of the full tile.</summary>
    internal const int Columns = 24;

    /// <summary>Runs the smallest form that covers the tile.</summary>
    internal static void Run(ref Tile tile, int vectors)
    {
        switch (vectors)
        {
            case 1 when tile.Rows > 4: Run<Full, One>(ref tile); break;
            case 1: Run<Half, One>(ref tile); break;
            case 2 when tile.Rows > 4: Run<Full, Two>(ref tile); break;
            case 2: Run<Half, Two>(ref tile); break;
            case 3 when tile.Rows > 4: Run<Full, Three>(ref tile); break;
            default: Run<Half, Three>(ref tile); break;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(Compiled.AtOnce)]
    private static void Run<R, W>(ref Tile tile)
        where R : struct
        where W : struct
    {
        var (last, stride) = (tile.Rows - 1, tile.RowStride);
        var a0 = tile.A;
        var a1 = tile.A + (stride * Math.Min(1, last));
        var a2 = tile.A + (stride * Math.Min(2, last));
        var a3 = tile.A + (stride * Math.Min(3, last));
        var a4 = tile.A + (stride * Math.Min(4, last));
        var a5 = tile.A + (stride * Math.Min(5, last));
        var a6 = tile.A + (stride * Math.Min(6, last));
        var a7 = tile.A + (stride * Math.Min(7, last));
        V s00 = V.Zero, s01 = V.Zero, s02 = V.Zero;
        V s10 = V.Zero, s11 = V.Zero, s12 = V.Zero;
        V s20 = V.Zero, s21 = V.Zero, s22 = V.Zero;
        V s30 = V.Zero, s31 = V.Zero, s32 = V.Zero;
        V s40 = V.Zero, s41 = V.Zero, s42 = V.Zero;
        V s50 = V.Zero, s51 = V.Zero, s52 = V.Zero;
        V s60 = V.Zero, s61 = V.Zero, s62 = V.Zero;
        V s70 = V.Zero, s71 = V.Zero, s72 = V.Zero;
        if (tile.Continue)
        {
            var from = tile.Sums;
            Load<W>(from, ref s00, ref s01, ref s02);
            Load<W>(from + (tile.SumStride * Math.Min(1, last)), ref s10, ref s11, ref s12);
            Load<W>(from + (tile.SumStride * Math.Min(2, last)), ref s20, ref s21, ref s22);
            Load<W>(from + (tile.SumStride * Math.Min(3, last)), ref s30, ref s31, ref s32);
            if (typeof(R) == typeof(Full))
            {
                Load<W>(from + (tile.SumStride * Math.Min(4, last)), ref s40, ref s41, ref s42);
                Load<W>(from + (tile.SumStride * Math.Min(5, last)), ref s50, ref s51, ref s52);
                Load<W>(from + (tile.SumStride * Math.Min(6, last)), ref s60, ref s61, ref s62);
                Load<W>(from + (tile.SumStride * Math.Min(7, last)), ref s70, ref s71, ref s72);
            }
        }

        var b = tile.B;
        var (panel, step) = (tile.PanelStride, tile.InnerStride);
        var end = tile.Inner * step;
        for (nint l = 0; l != end; l += step)
        {
            var b0 = Vector512.Load(b);
            var b1 = typeof(W) == typeof(One) ? V.Zero : Vector512.Load(b + V.Count);
            var b2 = typeof(W) == typeof(Three) ? Vector512.Load(b + (2 * V.Count)) : V.Zero;
            b += panel;
            Step<W>(Vector512.Create(a0[l]), b0, b1, b2, ref s00, ref s01, ref s02);
            Step<W>(Vector512.Create(a1[l]), b0, b1, b2, ref s10, ref s11, ref s12);
            Step<W>(Vector512.Create(a2[l]), b0, b1, b2, ref s20, ref s21, ref s22);
            Step<W>(Vector512.Create(a3[l]), b0, b1, b2, ref s30, ref s31, ref s32);
            if (typeof(R) != typeof(Full))
                continue;
            Step<W>(Vector512.Create(a4[l]), b0, b1, b2, ref s40, ref s41, ref s42);
            Step<W>(Vector512.Create(a5[l]), b0, b1, b2, ref s50, ref s51, ref s52);
            Step<W>(Vector512.Create(a6[l]), b0, b1, b2, ref s60, ref s61, ref s62);
            Step<W>(Vector512.Create(a7[l]), b0, b1, b2, ref s70, ref s71, ref s72);
        }

        var to = tile.Sums;
        Save<W>(to, s00, s01, s02);
        if (last < 1)
            return;
        Save<W>(to + (tile.SumStride * 1), s10, s11, s12);
        if (last < 2)
            return;
        Save<W>(to + (tile.SumStride * 2), s20, s21, s22);
        if (last < 3)
            return;
        Save<W>(to + (tile.SumStride * 3), s30, s31, s32);
        if (last < 4)
            return;
        Save<W>(to + (tile.SumStride * 4), s40, s41, s42);
        if (last < 5)
            return;
        Save<W>(to + (tile.SumStride * 5), s50, s51, s52);
        if (last < 6)
            return;
        Save<W>(to + (tile.SumStride * 6), s60, s61, s62);
        if (last < 7)
            return;
        Save<W>(to + (tile.SumStride * 7), s70, s71, s72);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<W>(V a, V b0, V b1, V b2, ref V s0, ref V s1, ref V s2)
    {
        s0 = Vector512.FusedMultiplyAdd(a, b0, s0);
        if (typeof(W) != typeof(One))
            s1 = Vector512.FusedMultiplyAdd(a, b1, s1);
        if (typeof(W) == typeof(Three))
            s2 = Vector512.FusedMultiplyAdd(a, b2, s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<W>(double* from, ref V s0, ref V s1, ref V s2)
    {
        s0 = Vector512.Load(from);
        if (typeof(W) != typeof(One))
            s1 = Vector512.Load(from + V.Count);
        if (typeof(W) == typeof(Three))
            s2 = Vector512.Load(from + (2 * V.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save<W>(double* to, V s0, V s1, V s2)
    {
        s0.Store(to);
        if (typeof(W) != typeof(One))
            s1.Store(to + V.Count);
        if (typeof(W) == typeof(Three))
            s2.Store(to + (2 * V.Count));
    }

    private readonly struct Full;

    private readonly struct Half;

    private readonly struct One;

    private readonly struct Two;

    private readonly struct Three;
}
