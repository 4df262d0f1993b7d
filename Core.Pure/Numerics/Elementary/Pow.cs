using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary>The power <c>x^y</c>, error below 0.8 units in the last place; the special cases are those of IEEE 754 <c>pow</c>.</summary>
    /// <param name="x">The base; negative only with an integer exponent, else NaN.</param>
    /// <param name="y">The exponent; 0 gives 1 for every base.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static double Pow(double x, double y)
    {
        V bases = Vector512.Create(x), exponents = Vector512.Create(y);
        return Ordinary(bases, exponents) ? PowerCore.Power(bases, V.Zero, exponents).ToScalar() : AnyPower(bases, exponents).ToScalar();
    }

    /// <summary>The same power of every entry.</summary>
    /// <param name="x">The bases.</param>
    /// <param name="exponent">The exponent.</param>
    /// <param name="y">As long as x, overwritten; may be x.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void Pow(ReadOnlySpan<double> x, double exponent, Span<double> y)
    {
        CheckTarget(x, y);
        var exponents = Vector512.Create(exponent);
        var i = 0;
        for (; i <= x.Length - V.Count; i += V.Count)
        {
            var bases = Vector512.Create(x.Slice(i, V.Count));
            if (Ordinary(bases, exponents))
                PowerCore.Power(bases, V.Zero, exponents).CopyTo(y.Slice(i, V.Count));
            else
                AnyPower(bases, exponents).CopyTo(y.Slice(i, V.Count));
        }

        for (; i < x.Length; i++)
            y[i] = Pow(x[i], exponent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Ordinary(V x, V y) => LogLanes.AllNormal(x) && Vector512.LessThanAll(Vector512.Abs(y), Of(double.PositiveInfinity));

    [MethodImpl(Compiled.AtOnce)]
    private static V AnyPower(V x, V y)
    {
        // The core runs on |x| with harmless stand-ins where it does not apply; signs and special cases follow by the table of IEEE 754.
        var infinity = Of(double.PositiveInfinity);
        var (magnitude, zero, one) = (Vector512.Abs(x), V.Zero, Of(1));
        var special = ~Vector512.LessThan(magnitude, infinity) | Vector512.Equals(x, zero) | ~Vector512.LessThan(Vector512.Abs(y), infinity);
        var subnormal = Vector512.LessThan(magnitude, Of(SmallestNormal));
        var scaled = Select(special, one, Select(subnormal, magnitude * Of(18014398509481984.0), magnitude));
        var power = PowerCore.Power(scaled, Of(-54) & subnormal & ~special, Select(special, one, y));
        for (var i = 0; i < V.Count; i++)
        {
            if (special.AsInt64()[i] != 0)
                power = power.WithElement(i, SpecialPower(magnitude[i], y[i]));
            if (double.IsNegative(x[i]))
                power = power.WithElement(i, Reflected(x[i], y[i], power[i]));
        }

        return power;
    }

    /// <summary>|x|^y where |x| is 0, infinite or NaN, or y is infinite or NaN.</summary>
    private static double SpecialPower(double magnitude, double y)
    {
        if (y == 0 || (magnitude == 1 && !double.IsNaN(y)))
            return 1;
        if (double.IsNaN(y) || double.IsNaN(magnitude))
            return magnitude == 1 ? 1 : double.NaN;
        return magnitude > 1 == y > 0 ? double.PositiveInfinity : 0;
    }

    /// <summary>x^y for a negative x, also -0, from |x|^y.</summary>
    private static double Reflected(double x, double y, double power)
    {
        if (double.IsNaN(x) || double.IsInfinity(y) || y == 0)
            return power;
        if (double.IsNaN(y))
            return double.NaN;
        if (double.IsOddInteger(y))
            return -power;
        return double.IsInteger(y) || x == 0 || double.IsNegativeInfinity(x) ? power : double.NaN;
    }
}
