using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary>The error function, error below 1 unit in the last place.</summary>
    /// <param name="x">Any double; keeps the sign of zero.</param>
    public static double Erf(double x) => One<ErfLanes>(x);

    /// <summary>The error function of every entry.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Erf(ReadOnlySpan<double> x, Span<double> y) => Map<ErfLanes>(x, y);

    private readonly struct ErfLanes : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Quick(V x, out bool holds)
        {
            holds = Vector512.LessThanAll(Vector512.Abs(x), Of(1));
            return Near(x);
        }

        [MethodImpl(Compiled.AtOnce)]
        public static V Careful(V x)
        {
            var magnitude = Vector512.Abs(x);
            var far = Of(1) - ErrorFunctionCore.Tail(AtMost(AtLeast(magnitude, 1), 6));
            return Select(Vector512.LessThan(magnitude, Of(1)), Near(x), WithSignOf(far, x));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Near(V x)
        {
            var magnitude = Vector512.Abs(x);
            return WithSignOf(Fma(magnitude, ErrorFunctionCore.Slope(magnitude), magnitude), x);
        }
    }
}
