using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary>The exponential, error below 0.6 units in the last place (below 1 where the result is subnormal).</summary>
    /// <param name="x">Any double; above 709.78 gives infinity, below -745.13 gives 0.</param>
    public static double Exp(double x) => One<ExpLanes>(x);

    /// <summary>The exponential of every entry.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Exp(ReadOnlySpan<double> x, Span<double> y) => Map<ExpLanes>(x, y);

    private readonly struct ExpLanes : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Quick(V x, out bool holds)
        {
            holds = Vector512.LessThanAll(Vector512.Abs(x), Of(708));
            var y = ExponentialCore.Mantissa(x, V.Zero, out _, out _, out var shifted);
            return (y.AsInt64() + (shifted.AsInt64() << 52)).AsDouble();
        }

        [MethodImpl(Compiled.AtOnce)]
        public static V Careful(V x)
        {
            var y = ExponentialCore.Mantissa(AtLeast(AtMost(x, 710), -746), V.Zero, out var n, out _, out _);
            return Select(Vector512.Equals(x, x), Scale(y, n), x);
        }
    }
}
