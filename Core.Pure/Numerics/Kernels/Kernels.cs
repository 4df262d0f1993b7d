namespace Marginalia.Numerics;

/// <summary>The dense products and reductions that training is made of; one instance belongs to a numerics policy.</summary>
/// <remarks>
/// All matrices are row-major without gaps. Outputs may not overlap inputs unless a member says so. Spans of the wrong length are a broken
/// invariant of the caller and throw <see cref="ArgumentException"/> before anything is computed. Instances are safe to use from
/// one thread at a time; the result never depends on <see cref="Threads"/>.
/// </remarks>
public abstract class Kernels
{
    /// <summary>A short name for records and reports, for instance "portable" or "mkl 2020.4".</summary>
    public abstract string Name { get; }

    /// <summary>How many threads a large product may use.</summary>
    public abstract int Threads { get; }

    /// <summary><c>C = epilogue(Scale * op(A) op(B))</c>.</summary>
    /// <param name="product">Shapes and scale.</param>
    /// <param name="a">A, <see cref="Product.LengthA"/> entries.</param>
    /// <param name="b">B, <see cref="Product.LengthB"/> entries.</param>
    /// <param name="c">C, <see cref="Product.LengthC"/> entries, overwritten.</param>
    /// <param name="epilogue">What is done with each entry before it is stored.</param>
    public abstract void Multiply(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, Epilogue epilogue);

    /// <summary><c>C = Scale * op(A) op(B)</c>.</summary>
    /// <param name="product">Shapes and scale.</param>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="c">C, overwritten.</param>
    public void Multiply(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c) =>
        Multiply(product, a, b, c, Epilogue.Store);

    /// <summary>The inner product in the fixed summation tree of the policy.</summary>
    /// <param name="x">One vector.</param>
    /// <param name="y">Another, of the same length.</param>
    public abstract double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y);

    /// <summary>The sum in the fixed summation tree of the policy.</summary>
    /// <param name="x">The numbers; an empty span sums to 0.</param>
    public abstract double Sum(ReadOnlySpan<double> x);

    /// <summary>The Euclidean norm by scaled summation: no overflow at 1e200, no underflow at 1e-200.</summary>
    /// <param name="x">The numbers; an empty span has norm 0.</param>
    public abstract double Norm(ReadOnlySpan<double> x);

    /// <summary><c>y = weight * y + scale * x</c>, entry by entry as <c>fma(scale, x, weight * y)</c>.</summary>
    /// <param name="scale">The factor of x.</param>
    /// <param name="x">The vector added.</param>
    /// <param name="weight">The factor of y.</param>
    /// <param name="y">Overwritten.</param>
    public abstract void ScaleAdd(double scale, ReadOnlySpan<double> x, double weight, Span<double> y);

    /// <summary><c>target = weight * y + scale * x</c>, entry by entry as <c>fma(scale, x, weight * y)</c>; the target may be y.</summary>
    /// <param name="scale">The factor of x.</param>
    /// <param name="x">The vector added.</param>
    /// <param name="weight">The factor of y.</param>
    /// <param name="y">The other vector.</param>
    /// <param name="target">Overwritten.</param>
    public abstract void ScaleAdd(double scale, ReadOnlySpan<double> x, double weight, ReadOnlySpan<double> y, Span<double> target);

    /// <summary>The sums of the columns of a row-major matrix, rows added in order.</summary>
    /// <param name="rows">The number of rows; 0 gives zeros.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="a">The matrix.</param>
    /// <param name="sums">One sum per column, overwritten.</param>
    public abstract void ColumnSums(int rows, int columns, ReadOnlySpan<double> a, Span<double> sums);
}
