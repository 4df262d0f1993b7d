namespace Marginalia.Numerics;

/// <summary>The dense products and reductions that training is made of; one instance belongs to a numerics policy.</summary>
/// <remarks>
/// All matrices are row-major without gaps. Outputs may not overlap inputs unless a member says so. Spans of the wrong length are a broken
/// invariant of the caller and throw <see cref="ArgumentException"/> before anything is computed. An instance is safe to use from
/// one thread at a time, some from several; the result never depends on <see cref="Threads"/>.
/// </remarks>
public abstract class Kernels
{
    /// <summary>A short name for records and reports, for instance "portable" or "mkl 2020.4".</summary>
    public abstract string Name { get; }

    /// <summary>How many threads a large product may use.</summary>
    public abstract int Threads { get; }

    /// <summary>Kernels of one thread with buffers of their own that compute the same bits: for parts of a computation that run side by side.</summary>
    public abstract Kernels Alone();

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

    /// <summary>The inner product in the fixed summation tree of the policy; portable: entry i joins chain i mod 16 by a fused multiply-add,
    /// then the chains are added in halves (l + 8, l + 4, l + 2, l + 1).</summary>
    /// <param name="x">One vector.</param>
    /// <param name="y">Another, of the same length.</param>
    public abstract double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y);

    /// <summary>The sum in the fixed summation tree of the policy, portable as in <see cref="Dot"/>.</summary>
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

    /// <summary>Refuses spans that do not fit the product or an output that overlaps an input; implementations call it first.</summary>
    /// <param name="product">The shapes.</param>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="c">C.</param>
    /// <param name="epilogue">Its operand must have the length of its form; only an addend may be C itself.</param>
    /// <exception cref="ArgumentException">A length or an overlap is wrong.</exception>
    protected static void CheckProduct(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, Epilogue epilogue)
    {
        var (m, n, k) = ((long)product.Rows, (long)product.Columns, (long)product.Inner);
        if (m < 0 || n < 0 || k < 0)
            throw new ArgumentException($"The shape {m} x {n} x {k} has a negative side; give 0 or more.");
        if (a.Length != m * k || b.Length != k * n || c.Length != m * n)
            throw new ArgumentException($"A product {m} x {n} x {k} needs {m * k}, {k * n} and {m * n} entries but got {a.Length}, {b.Length} and {c.Length}.");
        var operand = epilogue.Operand;
        var needed = epilogue.Kind switch
        {
            Epilogue.Form.Store => 0,
            Epilogue.Form.Activate => operand.IsEmpty ? 0 : n,
            _ => m * n,
        };
        if (operand.Length != needed)
            throw new ArgumentException($"The epilogue {epilogue.Kind} of a product {m} x {n} needs {needed} numbers but got {operand.Length}.");
        var itself = epilogue.Kind == Epilogue.Form.Add && operand == c;
        if (c.Overlaps(a) || c.Overlaps(b) || (!itself && c.Overlaps(operand)))
            throw new ArgumentException("The target of a product overlaps one of its inputs; give it memory of its own.");
    }

    /// <summary>Refuses vectors of different lengths.</summary>
    /// <param name="expected">One length.</param>
    /// <param name="actual">The other.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    protected static void CheckLengths(int expected, int actual)
    {
        if (expected != actual)
            throw new ArgumentException($"The vectors have {expected} and {actual} entries; give vectors of one length.");
    }

    /// <summary>Refuses a matrix or sums that do not fit the shape.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="matrix">The length of the matrix.</param>
    /// <param name="sums">The length of the sums.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    protected static void CheckColumns(int rows, int columns, int matrix, int sums)
    {
        if (rows < 0 || columns < 0 || matrix != (long)rows * columns || sums != columns)
            throw new ArgumentException($"Column sums of {rows} x {columns} need {(long)rows * columns} entries and {columns} sums but got {matrix} and {sums}.");
    }
}
