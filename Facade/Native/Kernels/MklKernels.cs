using System.Runtime.Intrinsics.X86;
using Marginalia.Numerics;

namespace Marginalia.Native;

/// <summary>The kernels of the Mkl policy: Intel MKL for matrix products above a measured crossover, our own kernels for everything else.</summary>
/// <remarks>
/// MKL runs its sequential layer in its reproducible mode: the same bits on the same machine and MKL version, wherever arrays lie. Which
/// kernel serves a product, and into which slices it is cut for several threads, depends on its shape and on the instruction sets alone: where our
/// kernels have wider vectors than this MKL, all products are theirs, and MKL has the decompositions.
/// </remarks>
public sealed class MklKernels : Kernels
{
    private readonly Kernels _own;
    private readonly string _version;
    private readonly long _from;
    private double[] _scratch = [];

    internal MklKernels(Kernels own, MklLibrary library)
        : this(own, library.Version, MklCrossover.From(library.Branch, Avx512F.IsSupported)) { }

    private MklKernels(Kernels own, string version, long from) => (_own, _version, _from) = (own, version, from);

    /// <inheritdoc/>
    public override string Name => "mkl " + _version;

    /// <inheritdoc/>
    public override int Threads => _own.Threads;

    /// <inheritdoc/>
    public override Kernels Alone() => new MklKernels(_own.Alone(), _version, _from);

    /// <inheritdoc/>
    public override void Multiply(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, Epilogue epilogue)
    {
        if (!MklCrossover.UsesMkl(product, _from))
        {
            _own.Multiply(product, a, b, c, epilogue);
            return;
        }

        MklGemm.RequireShapes(product, a, b, c, epilogue);
        if (epilogue.Operand.Overlaps(c))
        {
            // The product would overwrite what the epilogue still needs.
            if (_scratch.Length < product.LengthC)
                _scratch = new double[product.LengthC];
            var products = _scratch.AsSpan(0, product.LengthC);
            MklGemm.Run(product, a, b, products, Threads);
            EpiloguePass.Run(product.Columns, products, c, epilogue, product.Scale);
        }
        else
        {
            MklGemm.Run(product, a, b, c, Threads);
            EpiloguePass.Run(product.Columns, c, c, epilogue, product.Scale);
        }
    }

    /// <inheritdoc/>
    public override double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => _own.Dot(x, y);

    /// <inheritdoc/>
    public override double Sum(ReadOnlySpan<double> x) => _own.Sum(x);

    /// <inheritdoc/>
    public override double Norm(ReadOnlySpan<double> x) => _own.Norm(x);

    /// <inheritdoc/>
    public override void ScaleAdd(double scale, ReadOnlySpan<double> x, double weight, Span<double> y) => _own.ScaleAdd(scale, x, weight, y);

    /// <inheritdoc/>
    public override void ScaleAdd(double scale, ReadOnlySpan<double> x, double weight, ReadOnlySpan<double> y, Span<double> target) =>
        _own.ScaleAdd(scale, x, weight, y, target);

    /// <inheritdoc/>
    public override void ColumnSums(int rows, int columns, ReadOnlySpan<double> a, Span<double> sums) => _own.ColumnSums(rows, columns, a, sums);
}
