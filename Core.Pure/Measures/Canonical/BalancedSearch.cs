using Marginalia.Numerics;

namespace Marginalia.Measures;

/// <summary>Coordinate descent for the least sum of squares over all rescalings: a layer at a time where its units do not feed one another, else a unit at a time.</summary>
/// <remarks>A unit of factor c contributes <c>A c^2 + B / c^2</c>, A from its incoming and B from its outgoing parameters, so <c>c^2 = sqrt(B / A)</c> is its minimum.
/// In the logarithms of the factors the sum is convex, so descent ends at the minimum.</remarks>
internal sealed class BalancedSearch
{
    private const int SweepCap = 10_000;
    private const double Enough = 1e-14;
    private const double Stalled = 1e-12;

    private readonly ScaleGraph _graph;
    private readonly double[][] _squares;
    private readonly int _shift;
    private readonly double[] _in;
    private readonly double[] _out;
    private readonly int[] _level;
    private readonly int[][] _feeding;
    private readonly int[][] _fed;
    private readonly PortableKernels _kernels = new();

    internal BalancedSearch(ScaleGraph graph, ReadOnlySpan<double> flat)
    {
        _graph = graph;
        // A power of two keeps squares of extreme parameters in range.
        var largest = GroupNorm.Vector(flat, double.PositiveInfinity);
        _shift = largest > 0 && double.IsFinite(largest) && Math.Abs(Math.ILogB(largest)) > 100 ? -Math.ILogB(largest) : 0;
        _squares = new double[graph.Blocks.Length][];
        for (var b = 0; b < _squares.Length; b++)
            _squares[b] = graph.Blocks[b].Squares(flat, _shift);
        var units = graph.Names.Length;
        (_in, _out, _level) = (new double[units], new double[units], new int[units]);
        Factors = new double[units];
        Array.Fill(Factors, 1);
        _level[0] = -1;
        for (var l = 0; l < graph.Levels.Length; l++)
            foreach (var u in graph.Levels[l])
                _level[u] = l;
        int[][] Touching(Func<ScaleBlock, int[]> side) =>
            [.. graph.Levels.Select((_, l) => Enumerable.Range(0, graph.Blocks.Length).Where(b => Array.Exists(side(graph.Blocks[b]), u => _level[u] == l)).ToArray())];
        (_feeding, _fed) = (Touching(static b => b.RowUnits), Touching(static b => b.ColumnUnits));
    }

    /// <summary>The squares of the factors, that of unit 0 being 1.</summary>
    internal double[] Factors { get; }

    /// <summary>Units without incoming or without outgoing parameters, whose factor stays 1.</summary>
    internal SortedSet<int> Dead { get; } = [];

    /// <summary>Sweeps until no factor changes.</summary>
    /// <returns>The number of sweeps, the last of which changed nothing.</returns>
    internal int Run()
    {
        var before = double.PositiveInfinity;
        for (var sweep = 1; ; sweep++)
        {
            var largest = 0.0;
            for (var l = 0; l < _graph.Levels.Length; l++)
            {
                // A block from a layer to itself makes its units wait for one another.
                if (_feeding[l].Intersect(_fed[l]).Any())
                {
                    foreach (var unit in _graph.Levels[l])
                        largest = Math.Max(largest, Alone(unit, l));
                }
                else
                    largest = Math.Max(largest, Together(l));
            }

            // Near the end rounding moves the factors as much as descent does.
            if (largest < Enough || (largest < Stalled && largest >= before) || sweep == SweepCap)
                return sweep;
            before = largest;
        }
    }

    /// <summary>Removes what counts nothing in the infimum: what a unit sends on that receives nothing, and what it receives that sends nothing on; the removal can make more such units.</summary>
    internal void Prune()
    {
        for (var changed = true; changed;)
        {
            var (feeds, fed) = (new bool[Factors.Length], new bool[Factors.Length]);
            Visit((row, column, square) =>
            {
                fed[row] |= square != 0 && row != column;
                feeds[column] |= square != 0 && row != column;
                return square;
            });
            changed = false;
            Visit((row, column, square) =>
            {
                var counts = square == 0 || row == column || ((row == 0 || feeds[row] == fed[row]) && (column == 0 || feeds[column] == fed[column]));
                changed |= !counts;
                return counts ? square : 0;
            });
        }
    }

    /// <summary>The sum of squares of the parameters rescaled by the factors.</summary>
    internal double Square()
    {
        var sum = 0.0;
        Visit((row, column, square) =>
        {
            sum += square * Factors[row] / Factors[column];
            return square;
        });
        return Math.ScaleB(sum, -2 * _shift);
    }

    private void Visit(Func<int, int, double, double> of)
    {
        for (var b = 0; b < _squares.Length; b++)
        {
            var block = _graph.Blocks[b];
            for (var at = 0; at < _squares[b].Length; at++)
                _squares[b][at] = of(block.RowUnits[at / block.Columns], block.ColumnUnits[at % block.Columns], _squares[b][at]);
        }
    }

    private double Together(int level)
    {
        foreach (var unit in _graph.Levels[level])
            (_in[unit], _out[unit]) = (0, 0);
        foreach (var b in _feeding[level])
        {
            var block = _graph.Blocks[b];
            var inverse = Array.ConvertAll(block.ColumnUnits, u => 1 / Factors[u]);
            for (var row = 0; row < block.Rows; row++)
            {
                if (_level[block.RowUnits[row]] == level)
                    _in[block.RowUnits[row]] += _kernels.Dot(_squares[b].AsSpan(row * block.Columns, block.Columns), inverse);
            }
        }

        foreach (var b in _fed[level])
        {
            var block = _graph.Blocks[b];
            var sums = new double[block.Columns];
            for (var row = 0; row < block.Rows; row++)
                _kernels.ScaleAdd(Factors[block.RowUnits[row]], _squares[b].AsSpan(row * block.Columns, block.Columns), 1, sums);
            for (var column = 0; column < sums.Length; column++)
                _out[block.ColumnUnits[column]] += sums[column];
        }

        var largest = 0.0;
        foreach (var unit in _graph.Levels[level])
            largest = Math.Max(largest, Move(unit, _in[unit], _out[unit]));
        return largest;
    }

    // What goes from a unit to itself has no factor and does not count.
    private double Alone(int unit, int level)
    {
        var (into, outOf) = (0.0, 0.0);
        foreach (var b in _feeding[level])
        {
            var block = _graph.Blocks[b];
            for (var row = 0; row < block.Rows; row++)
                for (var column = 0; block.RowUnits[row] == unit && column < block.Columns; column++)
                    into += block.ColumnUnits[column] == unit ? 0 : _squares[b][(row * block.Columns) + column] / Factors[block.ColumnUnits[column]];
        }

        foreach (var b in _fed[level])
        {
            var block = _graph.Blocks[b];
            for (var column = 0; column < block.Columns; column++)
                for (var row = 0; block.ColumnUnits[column] == unit && row < block.Rows; row++)
                    outOf += block.RowUnits[row] == unit ? 0 : _squares[b][(row * block.Columns) + column] * Factors[block.RowUnits[row]];
        }

        return Move(unit, into, outOf);
    }

    private double Move(int unit, double into, double outOf)
    {
        if (into == 0 || outOf == 0)
        {
            Dead.Add(unit);
            return 0;
        }

        var former = Factors[unit];
        Factors[unit] = Math.Sqrt(outOf / into);
        return Math.Abs(Elementary.Log(Factors[unit] / former)) / 2;
    }
}
