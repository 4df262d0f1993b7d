using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary><c>exp(x) - 1</c> with full relative accuracy near 0, error below 0.8 units in the last place.</summary>
    /// <param name="x">Any double; keeps the sign of zero, below -37.5 gives -1.</param>
    public static double Expm1(double x) => One<Expm1Lanes>(x);

    /// <summary><c>exp(x) - 1</c> of every entry.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Expm1(ReadOnlySpan<double> x, Span<double> y) => Map<Expm1Lanes>(x, y);

    private readonly struct Expm1Lanes : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Quick(V x, out bool holds)
        {
            holds = Vector512.LessThanAll(Vector512.Abs(x), Of(45));
            return Core(x);
        }

        // The sign bit of the argument is that of the result; the sums inside lose it for -0.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Core(V x) => WithSignOf(ExponentialCore.MinusOne(x, out _), x);

        [MethodImpl(Compiled.AtOnce)]
        public static V Careful(V x)
        {
            var core = Core(AtLeast(AtMost(x, 45), -45));
            return Select(Vector512.GreaterThanOrEqual(x, Of(45)), ExpLanes.Careful(x), core);
        }
    }
}
