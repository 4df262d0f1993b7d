using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>Passes over memory that touch every entry once.</summary>
internal static class Sweeps
{
    /// <summary><c>target = fma(scale, x, weight * y)</c>; the target may be x or y.</summary>
    [MethodImpl(Compiled.AtOnce)]
    internal static void ScaleAdd(double scale, ReadOnlySpan<double> x, double weight, ReadOnlySpan<double> y, Span<double> target)
    {
        V s = Vector512.Create(scale), w = Vector512.Create(weight);
        var i = 0;
        for (; i <= x.Length - V.Count; i += V.Count)
        {
            var sum = Vector512.FusedMultiplyAdd(s, Vector512.Create(x.Slice(i, V.Count)), w * Vector512.Create(y.Slice(i, V.Count)));
            sum.CopyTo(target.Slice(i, V.Count));
        }

        for (; i < x.Length; i++)
            target[i] = Math.FusedMultiplyAdd(scale, x[i], weight * y[i]);
    }

    /// <summary>The sums of columns, rows added in order; columns are walked in strips whose sums stay in registers.</summary>
    [MethodImpl(Compiled.AtOnce)]
    internal static void ColumnSums(int rows, int columns, ReadOnlySpan<double> a, Span<double> sums)
    {
        var j = 0;
        for (; j <= columns - (4 * V.Count); j += 4 * V.Count)
        {
            V s0 = V.Zero, s1 = V.Zero, s2 = V.Zero, s3 = V.Zero;
            for (var i = 0; i < rows; i++)
            {
                var row = a.Slice((i * columns) + j, 4 * V.Count);
                s0 += Vector512.Create(row);
                s1 += Vector512.Create(row[8..]);
                s2 += Vector512.Create(row[16..]);
                s3 += Vector512.Create(row[24..]);
            }

            s0.CopyTo(sums[j..]);
            s1.CopyTo(sums[(j + 8)..]);
            s2.CopyTo(sums[(j + 16)..]);
            s3.CopyTo(sums[(j + 24)..]);
        }

        for (; j <= columns - V.Count; j += V.Count)
        {
            var s = V.Zero;
            for (var i = 0; i < rows; i++)
                s += Vector512.Create(a.Slice((i * columns) + j, V.Count));
            s.CopyTo(sums[j..]);
        }

        for (; j < columns; j++)
        {
            var s = 0.0;
            for (var i = 0; i < rows; i++)
                s += a[(i * columns) + j];
            sums[j] = s;
        }
    }
}
