using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Coordinate descent for the factors that make the sum of squares least.</summary>
/// <remarks>The sum depends on the weights only through sums of squares between two units, so a sweep costs one pass over these: for convolutions a kernel's area less than the
/// weights, and no weight is rounded twice.</remarks>
internal sealed class Balancing
{
    private const int SweepCap = 10_000;
    private const double Converged = 1e-15;
    private const double Stalled = 1e-12;

    private readonly RescalableUnit[] _units;
    private readonly int[] _start;
    private readonly double[] _into;
    private readonly double[] _outOf;

    // Squares between the units of a layer (rows) and those of the layer before it (columns); empty for the first layer.
    private readonly double[][] _between;

    private Balancing(RescalableUnit[] units, ReadOnlySpan<double> flat)
    {
        _units = units;
        var layers = units.Length == 0 ? 0 : units[^1].Layer + 1;
        _start = new int[layers + 1];
        foreach (var unit in units)
            _start[unit.Layer + 1]++;
        for (var k = 0; k < layers; k++)
            _start[k + 1] += _start[k];
        (_into, _outOf) = (new double[units.Length], new double[units.Length]);
        _between = [.. Enumerable.Range(0, layers).Select(k => new double[k == 0 ? 0 : Size(k) * Size(k - 1)])];
        Fill(flat);
    }

    /// <summary>The factor of every unit, which units are dead (they keep the factor 1), and the number of sweeps.</summary>
    internal static (double[] Factors, Arr<(int, int)> Dead, int Sweeps) Run(RescalableUnit[] units, ReadOnlySpan<double> flat) => new Balancing(units, flat).Descend();

    private int Size(int layer) => _start[layer + 1] - _start[layer];

    private void Fill(ReadOnlySpan<double> flat)
    {
        var largest = GroupNorm.Vector(flat, double.PositiveInfinity);
        // A power of two keeps squares in range.
        var shift = largest > 0 ? -Math.ILogB(largest) : 0;
        var owner = new int[flat.Length];
        Array.Fill(owner, -1);
        for (var u = 0; u < _units.Length; u++)
        {
            foreach (var i in _units[u].Incoming)
                owner[i] = u;
        }

        var isInner = new bool[flat.Length];
        for (var v = 0; v < _units.Length; v++)
        {
            foreach (var i in _units[v].Outgoing)
            {
                var w = Math.ScaleB(flat[i], shift);
                isInner[i] = owner[i] >= 0;
                if (owner[i] < 0)
                    _outOf[v] += w * w;
                else
                    _between[_units[owner[i]].Layer][((owner[i] - _start[_units[owner[i]].Layer]) * Size(_units[v].Layer)) + v - _start[_units[v].Layer]] += w * w;
            }
        }

        for (var u = 0; u < _units.Length; u++)
        {
            foreach (var i in _units[u].Incoming)
            {
                var w = Math.ScaleB(flat[i], shift);
                _into[u] += isInner[i] ? 0 : w * w;
            }
        }
    }

    private (double[] Factors, Arr<(int, int)> Dead, int Sweeps) Descend()
    {
        var squares = new double[_units.Length];
        Array.Fill(squares, 1);
        var dead = new System.Collections.Generic.HashSet<(int, int)>();
        var (sweeps, before, largest) = (0, double.PositiveInfinity, double.PositiveInfinity);
        // Near the end rounding moves the factors as much as descent does.
        while (largest >= Converged && !(largest < Stalled && largest >= before) && sweeps < SweepCap)
        {
            (before, largest) = (largest, 0);
            for (var u = 0; u < _units.Length; u++)
            {
                var (into, outOf) = (Into(u, squares), OutOf(u, squares));
                if (into == 0 || outOf == 0)
                {
                    dead.Add((_units[u].Layer, _units[u].Unit));
                    continue;
                }

                var next = Math.Sqrt(outOf / into);
                largest = Math.Max(largest, Math.Abs(Elementary.Log(next / squares[u])) / 2);
                squares[u] = next;
            }

            sweeps++;
        }

        return (Array.ConvertAll(squares, Math.Sqrt), dead.Order().ToArr(), sweeps);
    }

    private double Into(int unit, double[] squares)
    {
        var layer = _units[unit].Layer;
        var sum = _into[unit];
        if (layer == 0)
            return sum;
        var row = _between[layer].AsSpan((unit - _start[layer]) * Size(layer - 1), Size(layer - 1));
        for (var i = 0; i < row.Length; i++)
            sum += row[i] / squares[_start[layer - 1] + i];
        return sum;
    }

    private double OutOf(int unit, double[] squares)
    {
        var layer = _units[unit].Layer;
        var sum = _outOf[unit];
        if (layer + 1 >= _between.Length)
            return sum;
        var (next, width) = (_between[layer + 1], Size(layer));
        for (var r = 0; r < Size(layer + 1); r++)
            sum += next[(r * width) + unit - _start[layer]] * squares[_start[layer + 1] + r];
        return sum;
    }
}
