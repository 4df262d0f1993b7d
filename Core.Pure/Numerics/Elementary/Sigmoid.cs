using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary>The logistic function <c>1 / (1 + exp(-x))</c>, error below 0.7 units in the last place.</summary>
    /// <param name="x">Any double; full relative accuracy also for large negative arguments, where the value is exp(x).</param>
    public static double Sigmoid(double x) => One<SigmoidLanes>(x);

    /// <summary>The logistic function of every entry.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    public static void Sigmoid(ReadOnlySpan<double> x, Span<double> y) => Map<SigmoidLanes>(x, y);

    private readonly struct SigmoidLanes : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Quick(V x, out bool holds)
        {
            holds = Vector512.LessThanAll(Vector512.Abs(x), Of(45));
            return Core(x);
        }

        /// <summary>With z = exp(-|x|): 1 / (1 + z) on the right, z / (1 + z) on the left.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Core(V x)
        {
            var z = ExponentialCore.Mantissa(-Vector512.Abs(x), V.Zero, out _, out var low, out var shifted);
            var scale = PowerOfTwo(shifted);
            z *= scale;
            low *= scale;
            var divisor = FastTwoSum(Of(1), z, out var rest);
            var left = Vector512.LessThan(x, V.Zero);
            return Quotient(Select(left, z, Of(1)), left & low, divisor, rest + low);
        }

        [MethodImpl(Compiled.AtOnce)]
        public static V Careful(V x) =>
            Select(Vector512.LessThanOrEqual(x, Of(-45)), ExpLanes.Careful(x), Core(AtLeast(AtMost(x, 45), -45)));
    }
}
