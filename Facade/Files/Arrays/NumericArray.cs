using LanguageExt;
using Marginalia.Numerics;
using static LanguageExt.Prelude;

namespace Marginalia.Files;

/// <summary>An array of numbers as files hold them: a shape, the entries in row-major order, and the type they are stored in.</summary>
/// <remarks>Immutable; equality compares type, shape and bits. The empty shape is a single number.</remarks>
public sealed record NumericArray
{
    private NumericArray(ElementType type, Arr<int> shape, Vector values) => (Type, Shape, Values) = (type, shape, values);

    /// <summary>The type in the file.</summary>
    public ElementType Type { get; }

    /// <summary>The length of each axis.</summary>
    public Arr<int> Shape { get; }

    /// <summary>The entries, last axis fastest.</summary>
    public Vector Values { get; }

    /// <summary>The shape in words: <c>1797 x 64</c>, or <c>a single number</c>.</summary>
    public string ShapeText => Text(Shape);

    /// <summary>An array of doubles.</summary>
    /// <param name="vector">The entries; the shape is its length.</param>
    public static NumericArray Of(Vector vector) => new(ElementType.Float64, Array(vector.Length), vector);

    /// <summary>A matrix of doubles.</summary>
    /// <param name="matrix">The entries and the shape.</param>
    public static NumericArray Of(Matrix matrix) => new(ElementType.Float64, Array(matrix.Rows, matrix.Columns), Vector.Of(matrix.Span));

    /// <summary>A single number, stored as a double.</summary>
    /// <param name="number">The number.</param>
    public static NumericArray Of(double number) => new(ElementType.Float64, Arr<int>.Empty, Vector.Of(number));

    /// <summary>Integers, stored as 32-bit ones.</summary>
    /// <param name="integers">The entries.</param>
    public static NumericArray Of(ReadOnlySpan<int> integers)
    {
        var values = new double[integers.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = integers[i];
        return new(ElementType.Int32, Array(values.Length), Vector.Of(values));
    }

    /// <summary>An array of any type.</summary>
    /// <param name="type">The type in the file.</param>
    /// <param name="shape">The length of each axis.</param>
    /// <param name="values">The entries, last axis fastest.</param>
    /// <exception cref="ArgumentException">The number of entries does not fit the shape: a broken invariant of the caller.</exception>
    public static NumericArray Of(ElementType type, Arr<int> shape, Vector values) =>
        shape.Fold(1L, static (n, s) => n * s) == values.Length && shape.ForAll(static s => s >= 0)
            ? new(type, shape, values)
            : throw new ArgumentException($"{values.Length} entries do not fill the shape {Text(shape)}.", nameof(values));

    /// <summary>The entries as a matrix: the first axis counts rows, all others together columns; a vector becomes n x 1.</summary>
    /// <returns>The matrix, or a shapeMismatch error for a single number.</returns>
    public Either<Error, Matrix> ToMatrix() => Shape.Count == 0
        ? new Error.ShapeMismatch("An array", "(a single number)", "at least one axis")
        : Matrix.Of(Shape[0], Shape[0] == 0 ? 0 : Values.Length / Shape[0], Values.Span);

    internal static string Text(IEnumerable<int> shape) => shape.Any() ? string.Join(" x ", shape) : "a single number";
}
