using System.Diagnostics.CodeAnalysis;

namespace Marginalia.Numerics;

/// <summary>Fills a buffer that the caller owns until the value is built.</summary>
/// <param name="target">The buffer to fill, zeroed.</param>
public delegate void Fill(Span<double> target);

/// <summary>An immutable vector of doubles with content equality.</summary>
/// <remarks>Equality compares bits: NaN equals NaN of the same payload, and 0.0 differs from -0.0. Safe to share between threads.</remarks>
public sealed class Vector : IEquatable<Vector>
{
    private readonly double[] _values;

    private Vector(double[] values) => _values = values;

    /// <summary>The vector of length zero.</summary>
    public static Vector Empty { get; } = new([]);

    /// <summary>The number of coordinates.</summary>
    public int Length => _values.Length;

    /// <summary>The coordinates, read-only.</summary>
    public ReadOnlySpan<double> Span => _values;

    /// <summary>The same coordinates for passes that outlive a stack frame.</summary>
    internal ReadOnlyMemory<double> Memory => _values;

    /// <summary>The same numbers as rows of equal length, not copied.</summary>
    internal Matrix AsMatrix(int rows) => Matrix.Own(rows, _values.Length / rows, _values);

    /// <summary>One coordinate.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    public double this[int index] => _values[index];

    /// <summary>A vector with a copy of the given coordinates.</summary>
    /// <param name="values">The coordinates, any length.</param>
    public static Vector Of(params ReadOnlySpan<double> values) => values.Length == 0 ? Empty : new(values.ToArray());

    /// <summary>A vector whose coordinates <paramref name="fill"/> writes once, before anybody can see it.</summary>
    /// <param name="length">The number of coordinates, 0 or more.</param>
    /// <param name="fill">Writes the coordinates; must not keep the span.</param>
    public static Vector Build(int length, Fill fill)
    {
        var values = new double[length];
        fill(values);
        return new(values);
    }

    /// <summary>A vector of zeros.</summary>
    /// <param name="length">The number of coordinates, 0 or more.</param>
    public static Vector Zeros(int length) => length == 0 ? Empty : new(new double[length]);

    /// <summary>Wraps an array that nobody else keeps; the freeze at the end of a kernel.</summary>
    internal static Vector Own(double[] values) => new(values);

    /// <summary>A fresh array with the coordinates.</summary>
    public double[] ToArray() => [.. _values];

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Vector? other) => other is not null && Bits.Equal(Span, other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Vector);

    /// <inheritdoc/>
    public override int GetHashCode() => Bits.Hash(Span);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Vector({Length})");
}
