using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>A product straight from A and B, nothing packed: for a few hundred multiply-adds or an outer product, where copies would cost
/// more than the product.</summary>
/// <remarks>B must have its columns side by side.</remarks>
internal readonly unsafe struct SmallProduct(Product product, double* a, double* b, double* c) : Finish.IUser
{
    private const int Group = 4;

    /// <summary>Whether the shape is one for this product.</summary>
    internal static bool Suits(in Product product) =>
        product.Inner == 1 || (!product.TransposeB && (long)product.Rows * product.Columns * product.Inner <= 2100);

    /// <inheritdoc/>
    public void Run<F>(in Finish finish)
        where F : struct, IFinishForm
    {
        if (product.Inner == 1)
        {
            Outer<F>(finish);
            return;
        }

        for (var i = 0; i < product.Rows; i += Group)
        {
            var j = 0;
            for (; j <= product.Columns - 16; j += 16)
                Wide<F>(i, j, finish);
            for (; j < product.Columns; j += 8)
                Narrow<F>(i, j, Math.Min(8, product.Columns - j), finish);
        }
    }

    /// <summary>A column times a row: one multiply-add for each entry, row after row.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Outer<F>(in Finish finish)
        where F : struct, IFinishForm
    {
        var width = product.Columns;
        var whole = width & -V.Count;
        for (var i = 0; i < product.Rows; i++)
        {
            var factor = Vector512.Create(a[i]);
            var row = c + ((nint)i * width);
            for (var j = 0; j < whole; j += V.Count)
                finish.One<F>(Vector512.FusedMultiplyAdd(factor, Vector512.Load(b + j), V.Zero), row + j, i, j, V.Count);
            if (whole < width)
                finish.One<F>(Vector512.FusedMultiplyAdd(factor, Partial.Load(b + whole, width - whole), V.Zero), row + whole, i, whole, width - whole);
        }
    }

    /// <summary>Four rows by sixteen columns.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Wide<F>(int i, int j, in Finish finish)
        where F : struct, IFinishForm
    {
        nint row = product.TransposeA ? 1 : product.Inner, step = product.TransposeA ? product.Rows : 1, width = product.Columns;
        var last = product.Rows - 1 - i;
        var a0 = a + (i * row);
        var a1 = a0 + (row * Math.Min(1, last));
        var a2 = a0 + (row * Math.Min(2, last));
        var a3 = a0 + (row * Math.Min(3, last));
        V s00 = V.Zero, s01 = V.Zero, s10 = V.Zero, s11 = V.Zero, s20 = V.Zero, s21 = V.Zero, s30 = V.Zero, s31 = V.Zero;
        var from = b + j;
        for (nint l = 0, end = product.Inner * step; l != end; l += step, from += width)
        {
            V b0 = Vector512.Load(from), b1 = Vector512.Load(from + 8), factor = Vector512.Create(a0[l]);
            s00 = Vector512.FusedMultiplyAdd(factor, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(factor, b1, s01);
            factor = Vector512.Create(a1[l]);
            s10 = Vector512.FusedMultiplyAdd(factor, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(factor, b1, s11);
            factor = Vector512.Create(a2[l]);
            s20 = Vector512.FusedMultiplyAdd(factor, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(factor, b1, s21);
            factor = Vector512.Create(a3[l]);
            s30 = Vector512.FusedMultiplyAdd(factor, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(factor, b1, s31);
        }

        Save<F>(s00, i, j, 8, finish);
        Save<F>(s01, i, j + 8, 8, finish);
        if (last < 1)
            return;
        Save<F>(s10, i + 1, j, 8, finish);
        Save<F>(s11, i + 1, j + 8, 8, finish);
        if (last < 2)
            return;
        Save<F>(s20, i + 2, j, 8, finish);
        Save<F>(s21, i + 2, j + 8, 8, finish);
        if (last < 3)
            return;
        Save<F>(s30, i + 3, j, 8, finish);
        Save<F>(s31, i + 3, j + 8, 8, finish);
    }

    /// <summary>Four rows by at most eight columns.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private void Narrow<F>(int i, int j, int columns, in Finish finish)
        where F : struct, IFinishForm
    {
        nint row = product.TransposeA ? 1 : product.Inner, step = product.TransposeA ? product.Rows : 1, width = product.Columns;
        var last = product.Rows - 1 - i;
        var a0 = a + (i * row);
        var a1 = a0 + (row * Math.Min(1, last));
        var a2 = a0 + (row * Math.Min(2, last));
        var a3 = a0 + (row * Math.Min(3, last));
        V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
        var from = b + j;
        for (nint l = 0, end = product.Inner * step; l != end; l += step, from += width)
        {
            var b0 = columns == 8 ? Vector512.Load(from) : Partial.Load(from, columns);
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(a0[l]), b0, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Create(a1[l]), b0, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Create(a2[l]), b0, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Create(a3[l]), b0, s3);
        }

        Save<F>(s0, i, j, columns, finish);
        if (last < 1)
            return;
        Save<F>(s1, i + 1, j, columns, finish);
        if (last < 2)
            return;
        Save<F>(s2, i + 2, j, columns, finish);
        if (last < 3)
            return;
        Save<F>(s3, i + 3, j, columns, finish);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Save<F>(V sums, int i, int j, int columns, in Finish finish)
        where F : struct, IFinishForm =>
        finish.One<F>(sums, c + ((nint)i * product.Columns) + j, i, j, columns);
}
