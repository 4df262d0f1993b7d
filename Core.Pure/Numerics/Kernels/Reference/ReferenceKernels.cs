namespace Marginalia.Numerics;

/// <summary>The slow kernels that define what every portable kernel must compute, bit for bit: one strict FMA chain over the inner index.</summary>
/// <remarks>Written for reading, not for speed; the packed kernels are compared with it in a law.</remarks>
public sealed class ReferenceKernels : Kernels
{
    /// <inheritdoc/>
    public override string Name => "reference";

    /// <inheritdoc/>
    public override int Threads => 1;

    /// <inheritdoc/>
    public override Kernels Alone() => this;

    /// <inheritdoc/>
    public override void Multiply(in Product product, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, Epilogue epilogue)
    {
        CheckProduct(product, a, b, c, epilogue);
        var (m, n, k) = (product.Rows, product.Columns, product.Inner);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var l = 0; l < k; l++)
                    sum = Math.FusedMultiplyAdd(a[product.TransposeA ? (l * m) + i : (i * k) + l], b[product.TransposeB ? (j * k) + l : (l * n) + j], sum);
                c[(i * n) + j] = Finish(sum * product.Scale, i, j, n, epilogue);
            }
        }
    }

    private static double Finish(double sum, int i, int j, int n, Epilogue epilogue) => epilogue.Kind switch
    {
        Epilogue.Form.Activate => Activate(epilogue.Operand.IsEmpty ? sum : sum + epilogue.Operand[j], epilogue.Slope),
        Epilogue.Form.Mask => epilogue.Operand[(i * n) + j] > 0 ? sum : epilogue.Slope == 0 ? 0 : epilogue.Slope * sum,
        Epilogue.Form.Multiply => sum * epilogue.Operand[(i * n) + j],
        Epilogue.Form.Add => Math.FusedMultiplyAdd(epilogue.Weight, epilogue.Operand[(i * n) + j], sum),
        _ => sum,
    };

    private static double Activate(double z, double slope) => slope == 1 || z > 0 || double.IsNaN(z) ? z : slope == 0 ? 0 : slope * z;

    /// <inheritdoc/>
    public override double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        CheckLengths(x.Length, y.Length);
        Span<double> chains = stackalloc double[Reductions.Chains];
        for (var i = 0; i < Padded(x.Length); i++)
            chains[i % Reductions.Chains] = Math.FusedMultiplyAdd(At(x, i), At(y, i), chains[i % Reductions.Chains]);
        return Fold(chains);
    }

    /// <inheritdoc/>
    public override double Sum(ReadOnlySpan<double> x)
    {
        Span<double> chains = stackalloc double[Reductions.Chains];
        for (var i = 0; i < Padded(x.Length); i++)
            chains[i % Reductions.Chains] += At(x, i);
        return Fold(chains);
    }

    /// <inheritdoc/>
    public override double Norm(ReadOnlySpan<double> x)
    {
        var largest = 0.0;
        foreach (var value in x)
            largest = Math.Max(largest, Math.Abs(value));
        if (largest == 0 || !double.IsFinite(largest))
            return largest;
        var scale = Reductions.UnitScale(largest);
        Span<double> chains = stackalloc double[Reductions.Chains];
        for (var i = 0; i < Padded(x.Length); i++)
            chains[i % Reductions.Chains] = Math.FusedMultiplyAdd(At(x, i) * scale, At(x, i) * scale, chains[i % Reductions.Chains]);
        return Math.Sqrt(Fold(chains)) / scale;
    }

    // Zeros continue a vector to whole rounds of the chains, so that vectors of lanes need no special end.
    private static int Padded(int length) => (length + Reductions.Chains - 1) / Reductions.Chains * Reductions.Chains;

    private static double At(ReadOnlySpan<double> x, int i) => i < x.Length ? x[i] : 0;

    private static double Fold(Span<double> chains)
    {
        for (var half = chains.Length / 2; half > 0; half /= 2)
            for (var l = 0; l < half; l++)
                chains[l] += chains[l + half];
        return chains[0];
    }

    /// <inheritdoc/>
    public override void ScaleAdd(double scale, ReadOnlySpan<double> x, double weight, Span<double> y) => ScaleAdd(scale, x, weight, y, y);

    /// <inheritdoc/>
    public override void ScaleAdd(double scale, ReadOnlySpan<double> x, double weight, ReadOnlySpan<double> y, Span<double> target)
    {
        CheckLengths(x.Length, y.Length);
        CheckLengths(x.Length, target.Length);
        for (var i = 0; i < x.Length; i++)
            target[i] = Math.FusedMultiplyAdd(scale, x[i], weight * y[i]);
    }

    /// <inheritdoc/>
    public override void ColumnSums(int rows, int columns, ReadOnlySpan<double> a, Span<double> sums)
    {
        CheckColumns(rows, columns, a.Length, sums.Length);
        sums.Clear();
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                sums[j] += a[(i * columns) + j];
    }
}
