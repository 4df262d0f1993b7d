using System.Diagnostics.CodeAnalysis;

namespace Marginalia.Data;

/// <summary>An immutable vector of integers with content equality: class labels, or indices of examples.</summary>
/// <remarks>Safe to share between threads.</remarks>
public sealed class Labels : IEquatable<Labels>
{
    private readonly int[] _values;

    private Labels(int[] values) => _values = values;

    /// <summary>The number of entries.</summary>
    public int Length => _values.Length;

    /// <summary>The entries, read-only.</summary>
    public ReadOnlySpan<int> Span => _values;

    /// <summary>One entry.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    public int this[int index] => _values[index];

    /// <summary>A vector with a copy of the given entries.</summary>
    /// <param name="values">The entries, any number of them.</param>
    public static Labels Of(params ReadOnlySpan<int> values) => new(values.ToArray());

    /// <summary>A vector whose entry i is <c>entry(i)</c>, evaluated once each in increasing order.</summary>
    /// <param name="length">The number of entries, 0 or more.</param>
    /// <param name="entry">The entry at an index.</param>
    public static Labels Build(int length, Func<int, int> entry)
    {
        var values = new int[length];
        for (var i = 0; i < length; i++)
            values[i] = entry(i);
        return new(values);
    }

    /// <summary>Wraps an array that nobody else keeps; the freeze at the end of a kernel.</summary>
    internal static Labels Own(int[] values) => new(values);

    /// <summary>A fresh array with the entries.</summary>
    public int[] ToArray() => [.. _values];

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Labels? other) => other is not null && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Labels);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 14695981039346656037UL;
        foreach (var value in _values)
            hash = (hash ^ (uint)value) * 1099511628211UL;
        return (int)(hash ^ (hash >> 32));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Labels({Length})");
}
