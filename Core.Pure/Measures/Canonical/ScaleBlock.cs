namespace Marginalia.Measures;

/// <summary>Parameters between units that are rescaled: entry (row, column, tap) is multiplied by the factor of its row's unit and divided by that of its column's.</summary>
/// <param name="Offset">The place of the first in the flat vector; taps lie side by side, then columns, then rows.</param>
/// <param name="Taps">The parameters between one row and one column: 1, or the window of a kernel.</param>
/// <param name="RowUnits">The unit that each row feeds.</param>
/// <param name="ColumnUnits">The unit that each column reads; 0 is the constant unit and every unit that may not be rescaled.</param>
/// <param name="IsBias">Whether these are biases.</param>
internal sealed record ScaleBlock(int Offset, int Taps, int[] RowUnits, int[] ColumnUnits, bool IsBias)
{
    internal int Rows => RowUnits.Length;

    internal int Columns => ColumnUnits.Length;

    /// <summary>The parameters of a row.</summary>
    internal Range Row(int row) => (Offset + (row * Columns * Taps))..(Offset + ((row + 1) * Columns * Taps));

    /// <summary>The sums of the squares over taps, rows x columns, of the parameters times a power of two.</summary>
    internal double[] Squares(ReadOnlySpan<double> flat, int shift = 0)
    {
        var squares = new double[Rows * Columns];
        for (var at = 0; at < squares.Length; at++)
            foreach (var entry in flat.Slice(Offset + (at * Taps), Taps))
            {
                var w = shift == 0 ? entry : Math.ScaleB(entry, shift);
                squares[at] += w * w;
            }

        return squares;
    }

    /// <summary>The same function with every unit rescaled.</summary>
    internal void Rescale(Span<double> flat, double[] factors)
    {
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Columns; column++)
            {
                var factor = factors[RowUnits[row]] / factors[ColumnUnits[column]];
                foreach (ref var w in flat.Slice(Offset + (((row * Columns) + column) * Taps), Taps))
                    w *= factor;
            }
    }
}
