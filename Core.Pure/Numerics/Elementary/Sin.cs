using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary>The sine of an angle in radians, error below 0.7 units in the last place at any magnitude.</summary>
    /// <param name="x">Any double; keeps the sign of zero; infinities give NaN.</param>
    public static double Sin(double x) => One<SinLanes>(x);

    /// <summary>The sine of every entry.</summary>
    /// <param name="x">The angles in radians.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Sin(ReadOnlySpan<double> x, Span<double> y) => Map<SinLanes>(x, y);

    private readonly struct SinLanes : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Quick(V x, out bool holds)
        {
            var quarters = TrigonometricCore.Reduce(Vector512.Abs(x), out var r, out var low, out var hard);
            holds = Vector512.EqualsAll(hard.AsInt64(), Vector512<long>.Zero);
            return Value(x, quarters, r, low);
        }

        [MethodImpl(Compiled.AtOnce)]
        public static V Careful(V x)
        {
            var quarters = TrigonometricCore.ReduceAny(Vector512.Abs(x), out var r, out var low);
            return Value(x, quarters, r, low);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Value(V x, V quarters, V r, V low) => TrigonometricCore.SineOrCosine(quarters, r, low) ^ (x & Sign);
    }
}
