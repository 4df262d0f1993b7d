using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Marginalia.Networks;

/// <summary>Balances over spans: every sum runs in the order of the units, many sums side by side.</summary>
internal static class UnitBalances
{
    private const int Together = 8;
    private const int OnStack = 512;

    /// <summary>One number per hidden layer: the sum over its units.</summary>
    internal static void OfLayers(DenseChain chain, ReadOnlySpan<double> flat, Span<double> target)
    {
        for (var k = 0; k < target.Length; k++)
            target[k] = OfLayer(chain.Layers[k], chain.Layers[k + 1], flat);
    }

    private static double OfLayer(DenseChainLayer own, DenseChainLayer next, ReadOnlySpan<double> flat)
    {
        var units = own.Units <= OnStack ? stackalloc double[own.Units] : new double[own.Units];
        Of(own, next, flat, units);
        var sum = 0.0;
        foreach (var balance in units)
            sum += balance;
        return sum;
    }

    /// <summary>One number per unit of a hidden layer, incoming minus outgoing.</summary>
    internal static void Of(DenseChainLayer own, DenseChainLayer next, ReadOnlySpan<double> flat, Span<double> target)
    {
        double power = own.Activation.HomogeneityPower.IfNone(1);
        var outgoing = own.Units <= OnStack ? stackalloc double[own.Units] : new double[own.Units];
        Incoming(own, flat, target);
        Outgoing(next, flat, outgoing);
        for (var j = 0; j < target.Length; j++)
            target[j] -= power * outgoing[j];
    }

    private static void Incoming(DenseChainLayer own, ReadOnlySpan<double> flat, Span<double> sums)
    {
        for (var j = 0; j < sums.Length; j++)
            sums[j] = Square(flat, own.Bias(j));
        var unit = 0;
        for (; unit <= own.OrdinaryUnits - Together; unit += Together)
            AddRows(flat.Slice(own.Row(unit), Together * own.Columns), own.Columns, sums.Slice(unit, Together));
        for (; unit < own.OrdinaryUnits; unit++)
        {
            foreach (var weight in flat.Slice(own.Row(unit), own.Columns))
                sums[unit] += weight * weight;
        }

        for (var input = own.Columns; input < own.Inputs; input++)
            for (var j = 0; j < sums.Length; j++)
                sums[j] += Square(flat, own.Weight(j, input));
    }

    private static void Outgoing(DenseChainLayer next, ReadOnlySpan<double> flat, Span<double> sums)
    {
        sums.Clear();
        for (var unit = 0; unit < next.Units; unit++)
        {
            if (unit < next.OrdinaryUnits)
                AddSquares(flat.Slice(next.Row(unit), next.Columns), sums[..next.Columns]);
            for (var j = next.Columns; j < sums.Length; j++)
                sums[j] += Square(flat, next.Weight(unit, j));
        }
    }

    /// <summary>Adds the squares along eight rows to eight sums; a single sum would wait for itself at every entry.</summary>
    private static void AddRows(ReadOnlySpan<double> rows, int columns, Span<double> sums)
    {
        ref var r0 = ref MemoryMarshal.GetReference(rows);
        ref var r4 = ref Unsafe.Add(ref r0, 4 * columns);
        var (s0, s1, s2, s3, s4, s5, s6, s7) = (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]);
        for (var i = 0; i < columns; i++)
        {
            s0 += Square(Unsafe.Add(ref r0, i));
            s1 += Square(Unsafe.Add(ref r0, columns + i));
            s2 += Square(Unsafe.Add(ref r0, (2 * columns) + i));
            s3 += Square(Unsafe.Add(ref r0, (3 * columns) + i));
            s4 += Square(Unsafe.Add(ref r4, i));
            s5 += Square(Unsafe.Add(ref r4, columns + i));
            s6 += Square(Unsafe.Add(ref r4, (2 * columns) + i));
            s7 += Square(Unsafe.Add(ref r4, (3 * columns) + i));
        }

        (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]) = (s0, s1, s2, s3, s4, s5, s6, s7);
    }

    private static void AddSquares(ReadOnlySpan<double> row, Span<double> sums)
    {
        var wide = MemoryMarshal.Cast<double, Vector<double>>(row);
        var wideSums = MemoryMarshal.Cast<double, Vector<double>>(sums);
        for (var i = 0; i < wideSums.Length; i++)
            wideSums[i] += wide[i] * wide[i];
        for (var i = wide.Length * Vector<double>.Count; i < sums.Length; i++)
            sums[i] += row[i] * row[i];
    }

    private static double Square(double weight) => weight * weight;

    private static double Square(ReadOnlySpan<double> flat, int index) => index < 0 ? 0 : flat[index] * flat[index];
}
