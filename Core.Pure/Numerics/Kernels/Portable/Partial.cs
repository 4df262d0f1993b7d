using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marginalia.Numerics;

/// <summary>The last few columns of a row, fewer than eight, to and from lanes without touching memory beyond them.</summary>
internal static unsafe class Partial
{
    /// <summary>Lanes 0..count-1 from memory, the others 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Load(double* from, int count) => count >= 4
        ? Vector512.Create(Vector256.Load(from), Small(from + 4, count - 4))
        : Vector512.Create(Small(from, count), Vector256<double>.Zero);

    /// <summary>Lanes 0..count-1 to memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector512<double> value, double* to, int count)
    {
        var half = value.GetLower();
        if (count >= 4)
        {
            half.Store(to);
            half = value.GetUpper();
            to += 4;
            count -= 4;
        }

        var pair = half.GetLower();
        if (count >= 2)
        {
            pair.Store(to);
            pair = half.GetUpper();
            to += 2;
            count -= 2;
        }

        if (count > 0)
            *to = pair.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Small(double* from, int count) => count switch
    {
        0 => Vector256<double>.Zero,
        1 => Vector256.CreateScalar(*from),
        2 => Vector256.Create(Vector128.Load(from), Vector128<double>.Zero),
        _ => Vector256.Create(Vector128.Load(from), Vector128.CreateScalar(from[2])),
    };
}
