using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Marginalia.Networks;
using Marginalia.Numerics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Theory;

/// <summary>Sums of one block of parameters over one step, rows and columns apart.</summary>
/// <remarks>Entry i of a row joins chain i mod 8, the rest a chain of its own: the same bits on every machine.</remarks>
internal sealed class BlockSums
{
    private const int Lanes = 8;
    private readonly int _offset;
    private readonly int _width;

    internal BlockSums(Block block)
    {
        (_offset, _width) = (block.Offset, block.Columns);
        RowExcess = new double[block.Rows];
        ColumnExcess = new double[block.Columns];
    }

    /// <summary>The excess of each row: of what comes into a unit.</summary>
    internal double[] RowExcess { get; }

    /// <summary>The excess of each column: of what goes out of a unit below.</summary>
    internal double[] ColumnExcess { get; }

    /// <summary>The excess of all.</summary>
    internal double Excess { get; private set; }

    /// <summary>|w|^2.</summary>
    internal double Before { get; private set; }

    /// <summary>|w'|^2.</summary>
    internal double After { get; private set; }

    /// <summary>|d|^2.</summary>
    internal double Direction { get; private set; }

    /// <summary>The inner product of w and d.</summary>
    internal double Inner { get; private set; }

    internal void Measure(ReadOnlySpan<double> theta, ReadOnlySpan<double> next, ReadOnlySpan<double> direction, double keep, double displacement)
    {
        Array.Clear(ColumnExcess);
        (Excess, Before, After, Direction, Inner) = (0, 0, 0, 0, 0);
        for (var row = 0; row < RowExcess.Length; row++)
        {
            var at = _offset + (row * _width);
            RowExcess[row] = Row(theta.Slice(at, _width), next.Slice(at, _width), direction.Slice(at, _width), keep, displacement);
            Excess += RowExcess[row];
        }
    }

    /// <summary>|w|^2 and |w'|^2 alone.</summary>
    internal (double Before, double After) Squares(ReadOnlySpan<double> theta, ReadOnlySpan<double> next, Kernels kernels)
    {
        ReadOnlySpan<double> w = theta.Slice(_offset, _width * RowExcess.Length), v = next.Slice(_offset, w.Length);
        return (kernels.Dot(w, w), kernels.Dot(v, v));
    }

    /// <summary>The inner product of <c>w / rho</c> and <c>w' / rho' - w / rho</c>, and the squared norm of that difference.</summary>
    internal (double Inner, double Square) Turn(ReadOnlySpan<double> theta, ReadOnlySpan<double> next, double rho, double nextRho)
    {
        ReadOnlySpan<double> w = theta.Slice(_offset, _width * RowExcess.Length), v = next.Slice(_offset, w.Length);
        V inner = V.Zero, square = V.Zero, innerHigh = V.Zero, squareHigh = V.Zero;
        var (was, now) = (1 / rho, 1 / nextRho);
        V from = Vector512.Create(was), to = Vector512.Create(now);
        ref var pw = ref MemoryMarshal.GetReference(w);
        ref var pv = ref MemoryMarshal.GetReference(v);
        var whole = w.Length - (w.Length % (2 * Lanes));
        for (nuint i = 0; i < (nuint)whole; i += 2 * Lanes)
        {
            V x = from * Vector512.LoadUnsafe(ref pw, i), high = from * Vector512.LoadUnsafe(ref pw, i + Lanes);
            V y = (to * Vector512.LoadUnsafe(ref pv, i)) - x, highY = (to * Vector512.LoadUnsafe(ref pv, i + Lanes)) - high;
            inner = Vector512.FusedMultiplyAdd(x, y, inner);
            square = Vector512.FusedMultiplyAdd(y, y, square);
            innerHigh = Vector512.FusedMultiplyAdd(high, highY, innerHigh);
            squareHigh = Vector512.FusedMultiplyAdd(highY, highY, squareHigh);
        }

        var (sum, squares) = (Fold(inner + innerHigh), Fold(square + squareHigh));
        for (var i = whole; i < w.Length; i++)
        {
            var x = was * w[i];
            var y = (now * v[i]) - x;
            (sum, squares) = (Math.FusedMultiplyAdd(x, y, sum), Math.FusedMultiplyAdd(y, y, squares));
        }

        return (sum, squares);
    }

    private double Row(ReadOnlySpan<double> w, ReadOnlySpan<double> v, ReadOnlySpan<double> d, double keep, double displacement)
    {
        V excess = V.Zero, before = V.Zero, after = V.Zero, square = V.Zero, inner = V.Zero;
        V kept = Vector512.Create(keep), lost = Vector512.Create(-keep), factor = Vector512.Create(displacement);
        ref var columns = ref MemoryMarshal.GetArrayDataReference(ColumnExcess);
        ref var pw = ref MemoryMarshal.GetReference(w);
        ref var pv = ref MemoryMarshal.GetReference(v);
        ref var pd = ref MemoryMarshal.GetReference(d);
        var whole = w.Length - (w.Length % Lanes);
        for (nuint i = 0; i < (nuint)whole; i += Lanes)
        {
            V wi = Vector512.LoadUnsafe(ref pw, i), vi = Vector512.LoadUnsafe(ref pv, i), di = Vector512.LoadUnsafe(ref pd, i);
            var moved = factor * di;
            var e = Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(lost, wi, vi), Vector512.FusedMultiplyAdd(kept, wi, vi), -(moved * moved));
            excess += e;
            (Vector512.LoadUnsafe(ref columns, i) + e).StoreUnsafe(ref columns, i);
            before = Vector512.FusedMultiplyAdd(wi, wi, before);
            after = Vector512.FusedMultiplyAdd(vi, vi, after);
            square = Vector512.FusedMultiplyAdd(di, di, square);
            inner = Vector512.FusedMultiplyAdd(wi, di, inner);
        }

        double rest = 0, restBefore = 0, restAfter = 0, restSquare = 0, restInner = 0;
        for (var i = whole; i < w.Length; i++)
        {
            var moved = displacement * d[i];
            var e = Math.FusedMultiplyAdd(Math.FusedMultiplyAdd(-keep, w[i], v[i]), Math.FusedMultiplyAdd(keep, w[i], v[i]), -(moved * moved));
            rest += e;
            ColumnExcess[i] += e;
            restBefore = Math.FusedMultiplyAdd(w[i], w[i], restBefore);
            restAfter = Math.FusedMultiplyAdd(v[i], v[i], restAfter);
            restSquare = Math.FusedMultiplyAdd(d[i], d[i], restSquare);
            restInner = Math.FusedMultiplyAdd(w[i], d[i], restInner);
        }

        Before += Fold(before) + restBefore;
        After += Fold(after) + restAfter;
        Direction += Fold(square) + restSquare;
        Inner += Fold(inner) + restInner;
        return Fold(excess) + rest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Fold(V lanes)
    {
        var four = lanes.GetLower() + lanes.GetUpper();
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }
}
