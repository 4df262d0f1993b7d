using System.Diagnostics;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Studies;

/// <summary>One cell of a table.</summary>
public abstract record Cell
{
    private Cell() { }

    /// <summary>Words.</summary>
    /// <param name="Words">The text.</param>
    public sealed record Text(string Words) : Cell;

    /// <summary>A number, or undefined with its reason.</summary>
    /// <param name="Number">The number.</param>
    public sealed record Quantity(Number Number) : Cell;

    /// <summary>Wraps words.</summary>
    /// <param name="words">The text.</param>
    public static implicit operator Cell(string words) => new Text(words);

    /// <summary>Wraps a number; NaN becomes undefined.</summary>
    /// <param name="number">The number.</param>
    public static implicit operator Cell(double number) => new Quantity(Number.Of(number));

    /// <summary>Maps both cases to one result.</summary>
    /// <param name="text">Used for words.</param>
    /// <param name="quantity">Used for numbers.</param>
    public T Match<T>(Func<string, T> text, Func<Number, T> quantity) => this switch
    {
        Text t => text(t.Words),
        Quantity q => quantity(q.Number),
        _ => throw new UnreachableException(),
    };
}

/// <summary>A named table; every row has one cell per column.</summary>
/// <param name="Name">A name for files, lower case with hyphens.</param>
/// <param name="Title">The title above the table.</param>
/// <param name="Columns">The heads, with units.</param>
/// <param name="Rows">The rows.</param>
public sealed record Table(string Name, string Title, Arr<string> Columns, Arr<Arr<Cell>> Rows);
