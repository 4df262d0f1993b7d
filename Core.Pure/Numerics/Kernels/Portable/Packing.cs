using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Marginalia.Numerics;

/// <summary>Copies of a part of a matrix in the order in which the register tile reads it: for each inner index one row of lanes.</summary>
internal static unsafe class Packing
{
    /// <summary>Lanes that stand side by side in the source (inner index = source row); missing lanes become 0.</summary>
    /// <param name="source">The first entry.</param>
    /// <param name="stride">From one inner index to the next.</param>
    /// <param name="inner">How many inner indices.</param>
    /// <param name="lanes">How many lanes exist.</param>
    /// <param name="target">inner x width.</param>
    /// <param name="width">A multiple of 4.</param>
    [MethodImpl(Compiled.AtOnce)]
    internal static void Straight(double* source, nint stride, nint inner, int lanes, double* target, int width)
    {
        var whole = lanes & -8;
        for (nint l = 0; l < inner; l++, source += stride, target += width)
        {
            for (var j = 0; j < whole; j += 8)
                Vector512.Load(source + j).Store(target + j);
            if (whole == width)
                continue;
            var last = Partial.Load(source + whole, lanes - whole);
            if (width - whole >= 8)
                last.Store(target + whole);
            else
                last.GetLower().Store(target + whole);
        }
    }

    /// <summary>Lanes that are rows of the source (inner index = source column); missing lanes become 0.</summary>
    /// <param name="source">The first entry.</param>
    /// <param name="stride">From one lane to the next.</param>
    /// <param name="inner">How many inner indices.</param>
    /// <param name="lanes">How many lanes exist.</param>
    /// <param name="target">inner x width.</param>
    /// <param name="width">A multiple of 4.</param>
    [MethodImpl(Compiled.AtOnce)]
    internal static void Turned(double* source, nint stride, nint inner, int lanes, double* target, int width)
    {
        var j = 0;
        for (; j <= lanes - 4; j += 4)
            TurnFour(source + (j * stride), stride, inner, target + j, width);
        for (; j < width; j++)
        {
            var from = source + (j * stride);
            var to = target + j;
            for (nint l = 0; l < inner; l++, to += width)
                *to = j < lanes ? from[l] : 0;
        }
    }

    [MethodImpl(Compiled.AtOnce)]
    private static void TurnFour(double* source, nint stride, nint inner, double* target, int width)
    {
        nint l = 0;
        var s0 = source;
        var s1 = s0 + stride;
        var s2 = s1 + stride;
        var s3 = s2 + stride;
        if (Avx.IsSupported)
        {
            for (; l <= inner - 4; l += 4, target += 4 * width)
            {
                var (r0, r1) = (Avx.LoadVector256(s0 + l), Avx.LoadVector256(s1 + l));
                var (r2, r3) = (Avx.LoadVector256(s2 + l), Avx.LoadVector256(s3 + l));
                var (low01, high01) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1));
                var (low23, high23) = (Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
                Avx.Store(target, Avx.Permute2x128(low01, low23, 0x20));
                Avx.Store(target + width, Avx.Permute2x128(high01, high23, 0x20));
                Avx.Store(target + (2 * width), Avx.Permute2x128(low01, low23, 0x31));
                Avx.Store(target + (3 * width), Avx.Permute2x128(high01, high23, 0x31));
            }
        }

        for (; l < inner; l++, target += width)
            (target[0], target[1], target[2], target[3]) = (s0[l], s1[l], s2[l], s3[l]);
    }
}
