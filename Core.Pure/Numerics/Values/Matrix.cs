using System.Diagnostics.CodeAnalysis;

namespace Marginalia.Numerics;

/// <summary>An immutable matrix of doubles, row-major over one array, with content equality.</summary>
/// <remarks>Equality compares shape and bits, as <see cref="Vector"/> does. Safe to share between threads.</remarks>
public sealed class Matrix : IEquatable<Matrix>
{
    private readonly double[] _values;

    private Matrix(int rows, int columns, double[] values) => (Rows, Columns, _values) = (rows, columns, values);

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>All entries, row by row, read-only.</summary>
    public ReadOnlySpan<double> Span => _values;

    /// <summary>The same entries for passes that outlive a stack frame.</summary>
    internal ReadOnlyMemory<double> Memory => _values;

    /// <summary>The same numbers row after row, not copied.</summary>
    internal Vector AsVector() => Vector.Own(_values);

    /// <summary>One entry.</summary>
    /// <param name="row">From 0 to <see cref="Rows"/> - 1.</param>
    /// <param name="column">From 0 to <see cref="Columns"/> - 1.</param>
    public double this[int row, int column] => _values[(row * Columns) + column];

    /// <summary>One row, read-only.</summary>
    /// <param name="row">From 0 to <see cref="Rows"/> - 1.</param>
    public ReadOnlySpan<double> Row(int row) => _values.AsSpan(row * Columns, Columns);

    /// <summary>A matrix with a copy of the given entries.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="values">Row-major entries; exactly <c>rows * columns</c> of them.</param>
    /// <exception cref="ArgumentException">The number of entries does not fit the shape.</exception>
    public static Matrix Of(int rows, int columns, params ReadOnlySpan<double> values) =>
        values.Length == rows * columns
            ? new(rows, columns, values.ToArray())
            : throw new ArgumentException($"{values.Length} entries do not fill a {rows} x {columns} matrix.", nameof(values));

    /// <summary>A matrix whose entries <paramref name="fill"/> writes once, row-major, before anybody can see it.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="fill">Writes the entries; must not keep the span.</param>
    public static Matrix Build(int rows, int columns, Fill fill)
    {
        var values = new double[rows * columns];
        fill(values);
        return new(rows, columns, values);
    }

    /// <summary>Wraps an array that nobody else keeps; the freeze at the end of a kernel.</summary>
    internal static Matrix Own(int rows, int columns, double[] values) => new(rows, columns, values);

    /// <summary>The transposed matrix, a copy.</summary>
    public Matrix Transpose() => Build(Columns, Rows, target =>
    {
        for (var i = 0; i < Rows; i++)
            for (var j = 0; j < Columns; j++)
                target[(j * Rows) + i] = _values[(i * Columns) + j];
    });

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Matrix? other) =>
        other is not null && Rows == other.Rows && Columns == other.Columns && Bits.Equal(Span, other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Matrix);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, Columns, Bits.Hash(Span));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Matrix({Rows} x {Columns})");
}
