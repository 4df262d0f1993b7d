using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary><c>log(1 + x)</c> with full relative accuracy near 0, error below 0.85 units in the last place.</summary>
    /// <param name="x">Any double; below -1 gives NaN, -1 gives negative infinity; keeps the sign of zero.</param>
    public static double Log1p(double x) => One<Log1pLanes>(x);

    /// <summary><c>log(1 + x)</c> of every entry.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Log1p(ReadOnlySpan<double> x, Span<double> y) => Map<Log1pLanes>(x, y);

    private readonly struct Log1pLanes : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Quick(V x, out bool holds)
        {
            holds = Vector512.GreaterThanAll(x, Of(-1)) && Vector512.LessThanAll(x, Of(1e300));
            return Core(x);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Core(V x) => WithSignOf(LogarithmCore.LogOnePlus(x, V.Zero, out var rest) + rest, x);

        [MethodImpl(Compiled.AtOnce)]
        public static V Careful(V x)
        {
            var inside = Vector512.GreaterThan(x, Of(-1)) & Vector512.LessThan(x, Of(1e300));
            var log = Select(inside, Core(Select(inside, x, Of(1))), V.Zero);
            log = Select(Vector512.GreaterThanOrEqual(x, Of(1e300)), LogOf(x), log);
            log = Select(Vector512.Equals(x, Of(-1)), Of(double.NegativeInfinity), log);
            log = Select(Vector512.LessThan(x, Of(-1)), Of(double.NaN), log);
            return Select(Vector512.Equals(x, x), log, x);
        }

        // The 1 is far below the last bit; the scaling 2^-k of the core would be subnormal here.
        private static V LogOf(V x) => LogLanes.Careful(AtLeast(x, 1));
    }
}
