using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary>The cosine of an angle in radians, error below 0.7 units in the last place at any magnitude.</summary>
    /// <param name="x">Any double; infinities give NaN.</param>
    public static double Cos(double x) => One<CosLanes>(x);

    /// <summary>The cosine of every entry.</summary>
    /// <param name="x">The angles in radians.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Cos(ReadOnlySpan<double> x, Span<double> y) => Map<CosLanes>(x, y);

    private readonly struct CosLanes : IElementwise
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
        private static V Value(V x, V quarters, V r, V low) => TrigonometricCore.SineOrCosine(quarters + Of(1), r, low);
    }
}
