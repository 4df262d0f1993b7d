namespace Marginalia.Numerics;

/// <summary>Own kernels: fast, and the same bits as <see cref="ReferenceKernels"/> on every machine and for any number of threads.</summary>
/// <remarks>An instance owns its packing buffers and, once a product is large enough to share, its threads; a steady run allocates nothing.
/// Several threads may share an instance; the one that comes second to the buffers allocates its own.
/// Without fused multiply-add in hardware the results are the same and about a hundred times slower.</remarks>
public sealed unsafe class PortableKernels : Kernels
{
    // Multiply-adds below which handing a part to another thread costs more than it saves.
    private const long WorthSharing = 300_000;

    // Rows of C that keep the tiles of a thread full.
    private const int LeastRows = 32;

    private readonly Workspace[] workspaces;
    private readonly Action<int> runStrip;
    private WorkerPool? pool;
    private Product shape;
    private TiledProduct product;
    private int strips;
    private int busy;

    /// <summary>Kernels with their own buffers and threads.</summary>
    /// <param name="threads">How many threads a large product may use, 1 or more; never changes a result.</param>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative threads.</exception>
    public PortableKernels(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Threads = threads;
        workspaces = [.. Enumerable.Range(0, threads).Select(static _ => new Workspace())];
        runStrip = RunStrip;
    }

    /// <inheritdoc/>
    public override string Name => "portable";

    /// <inheritdoc/>
    public override int Threads { get; }

    /// <inheritdoc/>
    public override Kernels Alone() => new PortableKernels();

    /// <inheritdoc/>
    public override void Multiply(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, Epilogue epilogue)
    {
        CheckProduct(product, a, b, c, epilogue);
        if (c.IsEmpty)
            return;
        fixed (double* pa = a, pb = b, pc = c, operand = epilogue.Operand)
        {
            var finish = new Finish(epilogue, operand, product);
            if (product.Columns == 1 && Vector(pa, pb, product.Rows, product.Inner, product.TransposeA, pc, true, finish))
                return;
            if (product.Rows == 1 && Vector(pb, pa, product.Columns, product.Inner, !product.TransposeB, pc, false, finish))
                return;
            if (SmallProduct.Suits(product))
                finish.Choose(new SmallProduct(product, pa, pb, pc));
            else
                Tiled(product, new TiledProduct(product, pa, pb, pc, finish));
        }
    }

    /// <summary>A product with a vector, unless the outputs stand side by side and are too few to fill lanes.</summary>
    private static bool Vector(double* matrix, double* vector, int outputs, int inner, bool outputsSideBySide, double* c, bool oneColumn, in Finish finish)
    {
        if (!outputsSideBySide)
            VectorProduct.Rows(matrix, vector, outputs, inner, c, oneColumn, finish);
        else if (outputs >= VectorProduct.FewestColumns)
            VectorProduct.Columns(matrix, vector, outputs, inner, c, oneColumn, finish);
        else
            return false;
        return true;
    }

    /// <summary>Whoever finds the buffers in use, because two threads share the instance, works in buffers of its own.</summary>
    private void Tiled(in Product product, in TiledProduct tiled)
    {
        if (Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            tiled.Run(0, product.Rows, 0, product.Columns, new Workspace());
            return;
        }

        if (Threads == 1 || (long)product.Rows * product.Columns * product.Inner < WorthSharing)
            tiled.Run(0, product.Rows, 0, product.Columns, workspaces[0]);
        else
            Shared(product, tiled);
        Volatile.Write(ref busy, 0);
    }

    private void Shared(in Product product, in TiledProduct tiled)
    {
        (shape, this.product, strips) = (product, tiled, Threads);
        pool ??= new WorkerPool(Threads - 1);
        pool.Run(strips, runStrip);
        this.product = default;
    }

    /// <summary>
    /// The longer side of C is cut. But where A is turned C is the gradient of a weight, as a rule, whose rows the forward pass hands out as the columns of
    /// B turned: cut by rows, a thread updates what it reads again, instead of fetching half of it from the other's cache.
    /// </summary>
    private bool ByRows => shape.Rows > shape.Columns || (shape.TransposeA && shape.Rows >= LeastRows * strips);

    /// <summary>Each thread takes a strip of C, cut at multiples of eight.</summary>
    private void RunStrip(int part)
    {
        if (ByRows)
            product.Run(Cut(shape.Rows, part), Cut(shape.Rows, part + 1), 0, shape.Columns, workspaces[part]);
        else
            product.Run(0, shape.Rows, Cut(shape.Columns, part), Cut(shape.Columns, part + 1), workspaces[part]);
    }

    private int Cut(int length, int part) => Math.Min(length, (int)((((long)length + 7) / 8 * part / strips) * 8));

    /// <inheritdoc/>
    public override double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        CheckLengths(x.Length, y.Length);
        return Reductions.Dot(x, y);
    }

    /// <inheritdoc/>
    public override double Sum(ReadOnlySpan<double> x) => Reductions.Sum(x);

    /// <inheritdoc/>
    public override double Norm(ReadOnlySpan<double> x) => Reductions.Norm(x);

    /// <inheritdoc/>
    public override void ScaleAdd(double scale, ReadOnlySpan<double> x, double weight, Span<double> y) => ScaleAdd(scale, x, weight, y, y);

    /// <inheritdoc/>
    public override void ScaleAdd(double scale, ReadOnlySpan<double> x, double weight, ReadOnlySpan<double> y, Span<double> target)
    {
        CheckLengths(x.Length, y.Length);
        CheckLengths(x.Length, target.Length);
        Sweeps.ScaleAdd(scale, x, weight, y, target);
    }

    /// <inheritdoc/>
    public override void ColumnSums(int rows, int columns, ReadOnlySpan<double> a, Span<double> sums)
    {
        CheckColumns(rows, columns, a.Length, sums.Length);
        Sweeps.ColumnSums(rows, columns, a, sums);
    }
}
