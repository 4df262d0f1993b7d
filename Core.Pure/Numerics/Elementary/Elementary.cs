using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>Elementary functions with the same bits on every machine, instruction set and policy.</summary>
/// <remarks>
/// Every function is written once, on eight lanes, from correctly rounded operations only (+, -, *, /, fused multiply-add and integer
/// arithmetic on the bits). The scalar form runs the same code on one repeated number and the span form on any length, so the three agree
/// to the bit. A lane never depends on its neighbors: rare arguments are computed apart and selected in. NaN gives NaN.
/// </remarks>
public static partial class Elementary
{
    /// <summary>A function of one variable on eight lanes.</summary>
    private interface IElementwise
    {
        static abstract V At(V x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double One<F>(double x)
        where F : struct, IElementwise => F.At(Vector512.Create(x)).ToScalar();

    /// <summary>Applies the function to every entry; the target may be the source itself.</summary>
    private static void Map<F>(ReadOnlySpan<double> x, Span<double> y)
        where F : struct, IElementwise
    {
        CheckTarget(x, y);
        if (x.Length < V.Count)
        {
            Few<F>(x, y);
            return;
        }

        // The last eight are read before anything is written: with y = x the overlap would otherwise be mapped twice.
        var tail = x.Length - V.Count;
        var last = F.At(Vector512.Create(x[tail..]));
        for (var i = 0; i < tail; i += V.Count)
            F.At(Vector512.Create(x.Slice(i, V.Count))).CopyTo(y.Slice(i, V.Count));
        last.CopyTo(y[tail..]);
    }

    private static void Few<F>(ReadOnlySpan<double> x, Span<double> y)
        where F : struct, IElementwise
    {
        if (x.IsEmpty)
            return;
        Span<double> lanes = stackalloc double[V.Count];
        lanes.Fill(x[0]);
        x.CopyTo(lanes);
        F.At(Vector512.Create<double>(lanes)).CopyTo(lanes);
        lanes[..x.Length].CopyTo(y);
    }

    private static void CheckTarget(ReadOnlySpan<double> x, Span<double> y)
    {
        if (y.Length != x.Length)
            throw new ArgumentException($"The target has {y.Length} entries but the source has {x.Length}; give spans of one length.");
        if (x.Overlaps(y, out var offset) && offset != 0)
            throw new ArgumentException("The target overlaps the source; give the same span or a separate one.");
    }
}
