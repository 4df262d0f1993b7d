using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary>The hyperbolic tangent, error below 0.7 units in the last place.</summary>
    /// <param name="x">Any double; keeps the sign of zero.</param>
    public static double Tanh(double x) => One<TanhLanes>(x);

    /// <summary>The hyperbolic tangent of every entry.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Tanh(ReadOnlySpan<double> x, Span<double> y) => Map<TanhLanes>(x, y);

    private readonly struct TanhLanes : IElementwise
    {
        /// <summary>With t = exp(2|x|) - 1 the value is t / (t + 2), which loses nothing near 0; beyond 22 it is 1 to the last bit.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Quick(V x, out bool holds)
        {
            holds = true;
            var magnitude = AtMost(Vector512.Abs(x), 22);
            var t = ExponentialCore.MinusOne(magnitude + magnitude, out var low);
            var divisor = TwoSum(t, Of(2), out var rest);
            return WithSignOf(Quotient(t, low, divisor, rest + low), x);
        }

        public static V Careful(V x) => Quick(x, out _);
    }
}
