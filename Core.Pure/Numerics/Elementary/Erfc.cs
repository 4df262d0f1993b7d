using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary>The complementary error function <c>1 - erf(x)</c> with full relative accuracy in the right tail, error below 5 units in
    /// the last place.</summary>
    /// <param name="x">Any double; above 27.23 gives 0. The upper Gaussian tail is <c>Erfc(t / sqrt 2) / 2</c>.</param>
    public static double Erfc(double x) => One<ErfcLanes>(x);

    /// <summary>The complementary error function of every entry.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Erfc(ReadOnlySpan<double> x, Span<double> y) => Map<ErfcLanes>(x, y);

    private readonly struct ErfcLanes : IElementwise
    {
        public static V Careful(V x) => Quick(x, out _);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Quick(V x, out bool holds)
        {
            holds = true;
            var magnitude = Vector512.Abs(x);
            var slope = ErrorFunctionCore.Slope(magnitude);
            var below = Of(1) - Fma(x, slope, x);
            var middle = Of(0.5) - Fma(x, slope, x - Of(0.5));
            var tail = ErrorFunctionCore.Tail(AtMost(AtLeast(magnitude, 1), 28));
            var far = Select(Vector512.LessThan(x, V.Zero), Of(2) - tail, tail);
            var near = Select(Vector512.GreaterThan(x, Of(0.5)), middle, below);
            var result = Select(Vector512.LessThan(magnitude, Of(1)), near, far);
            return Select(Vector512.Equals(x, x), result, x);
        }
    }
}
