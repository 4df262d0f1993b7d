using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>An epilogue with the scale, in the form that the inner loops carry: what happens to sums on their way to C.</summary>
/// <param name="form">The form of the epilogue.</param>
/// <param name="operand">Its operand, null when there is none.</param>
/// <param name="slope">The slope of the activation or the mask.</param>
/// <param name="weight">The factor of the addend.</param>
/// <param name="scale">The factor of the product.</param>
/// <param name="oneColumn">C has one column, so that a bias is one number.</param>
internal readonly unsafe struct Finish(Epilogue.Form form, double* operand, double slope, double weight, double scale, bool oneColumn)
{
    private readonly double* operand = operand;

    /// <summary>The sums are the result as they are.</summary>
    internal bool IsPlain => form == Epilogue.Form.Store && scale == 1;

    /// <summary>Takes a block of sums to its place in C.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="stride">From one row of sums to the next.</param>
    /// <param name="c">C at the first entry of the block.</param>
    /// <param name="row">The first row in C.</param>
    /// <param name="column">The first column in C.</param>
    /// <param name="width">The columns of C.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="columns">Columns of the block.</param>
    internal void Apply(double* sums, nint stride, double* c, int row, int column, nint width, int rows, int columns)
    {
        for (var i = 0; i < rows; i++, sums += stride, c += width)
            Line(sums, c, operand == null ? null : form == Epilogue.Form.Activate ? operand + column : operand + ((row + i) * width) + column, columns);
    }

    /// <summary>The same for a C of one row or one column.</summary>
    internal void ApplyVector(double* sums, double* c, int from, int count)
    {
        var uniform = oneColumn && form == Epilogue.Form.Activate && operand != null;
        if (!uniform)
        {
            Line(sums, c + from, operand == null ? null : operand + from, count);
            return;
        }

        for (var i = 0; i < count; i++)
            c[from + i] = One(sums[i], *operand);
    }

    private void Line(double* sums, double* c, double* other, int count)
    {
        var j = 0;
        for (; j <= count - V.Count; j += V.Count)
            Eight(Vector512.Load(sums + j), other == null ? V.Zero : Vector512.Load(other + j)).Store(c + j);
        for (; j < count; j++)
            c[j] = One(sums[j], other == null ? 0 : other[j]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Eight(V sums, V other)
    {
        var acc = sums * Vector512.Create(scale);
        switch (form)
        {
            case Epilogue.Form.Activate:
                var z = operand == null ? acc : acc + other;
                if (slope == 1)
                    return z;
                var below = Vector512.LessThanOrEqual(z, V.Zero);
                return slope == 0 ? Vector512.AndNot(z, below) : Vector512.ConditionalSelect(below, z * Vector512.Create(slope), z);
            case Epilogue.Form.Mask:
                var kept = Vector512.GreaterThan(other, V.Zero);
                return slope == 0 ? acc & kept : Vector512.ConditionalSelect(kept, acc, acc * Vector512.Create(slope));
            case Epilogue.Form.Multiply:
                return acc * other;
            case Epilogue.Form.Add:
                return Vector512.FusedMultiplyAdd(Vector512.Create(weight), other, acc);
            default:
                return acc;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double One(double sum, double other)
    {
        var acc = sum * scale;
        switch (form)
        {
            case Epilogue.Form.Activate:
                var z = operand == null ? acc : acc + other;
                return slope == 1 || z > 0 || double.IsNaN(z) ? z : slope == 0 ? 0 : slope * z;
            case Epilogue.Form.Mask:
                return other > 0 ? acc : slope == 0 ? 0 : slope * acc;
            case Epilogue.Form.Multiply:
                return acc * other;
            case Epilogue.Form.Add:
                return Math.FusedMultiplyAdd(weight, other, acc);
            default:
                return acc;
        }
    }
}
