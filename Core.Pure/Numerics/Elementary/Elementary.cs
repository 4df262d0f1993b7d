using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    /// <remarks>The rare path is a call whose result comes through memory; kept apart, it costs the ordinary one nothing.</remarks>
    private interface IElementwise
    {
        /// <summary>The quick evaluation, and whether it holds for all eight.</summary>
        static abstract V Quick(V x, out bool holds);

        /// <summary>The evaluation that holds for every double; the same bits where the quick one holds.</summary>
        static abstract V Careful(V x);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static double One<F>(double x)
        where F : struct, IElementwise
    {
        var quick = F.Quick(Vector512.Create(x), out var holds).ToScalar();
        return holds ? quick : F.Careful(Vector512.Create(x)).ToScalar();
    }

    /// <summary>Applies the function to every entry; the target may be the source itself.</summary>
    [MethodImpl(Compiled.AtOnce)]
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
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        var tail = (nuint)(x.Length - V.Count);
        var last = Vector512.LoadUnsafe(ref from, tail);
        for (nuint i = 0; i < tail; i += (nuint)V.Count)
            Eight<F>(Vector512.LoadUnsafe(ref from, i), ref to, i);
        Eight<F>(last, ref to, tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight<F>(V x, ref double to, nuint i)
        where F : struct, IElementwise
    {
        var quick = F.Quick(x, out var holds);
        if (holds)
            quick.StoreUnsafe(ref to, i);
        else
            F.Careful(x).StoreUnsafe(ref to, i);
    }

    private static void Few<F>(ReadOnlySpan<double> x, Span<double> y)
        where F : struct, IElementwise
    {
        if (x.IsEmpty)
            return;
        Span<double> lanes = stackalloc double[V.Count];
        lanes.Fill(x[0]);
        x.CopyTo(lanes);
        Eight<F>(Vector512.Create<double>(lanes), ref lanes[0], 0);
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
