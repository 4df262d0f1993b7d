using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>The natural logarithm, error below 0.85 units in the last place.</summary>
    /// <param name="x">Any double; negative gives NaN, 0 gives negative infinity.</param>
    public static double Log(double x) => One<LogLanes>(x);

    /// <summary>The natural logarithm of every entry.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Log(ReadOnlySpan<double> x, Span<double> y) => Map<LogLanes>(x, y);

    private readonly struct LogLanes : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Quick(V x, out bool holds)
        {
            holds = AllNormal(x);
            return LogarithmCore.Log(LogarithmCore.Split(x, out var k), k, V.Zero, out var rest) + rest;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static bool AllNormal(V x) =>
            Vector512.GreaterThanOrEqualAll(x, Of(SmallestNormal)) && Vector512.LessThanAll(x, Of(double.PositiveInfinity));

        [MethodImpl(Compiled.AtOnce)]
        public static V Careful(V x)
        {
            var subnormal = Vector512.LessThan(x, Of(SmallestNormal));
            var f = LogarithmCore.Split(Select(subnormal, x * Of(18014398509481984.0), x), out var k);
            var log = LogarithmCore.Log(f, k - (subnormal & Of(54)), V.Zero, out var rest) + rest;
            log = Select(Vector512.Equals(x, Of(double.PositiveInfinity)), x, log);
            log = Select(Vector512.Equals(x, V.Zero), Of(double.NegativeInfinity), log);
            log = Select(Vector512.LessThan(x, V.Zero), Of(double.NaN), log);
            return Select(Vector512.Equals(x, x), log, x);
        }
    }
}
