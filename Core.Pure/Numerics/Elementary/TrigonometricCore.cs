using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

/// <summary>What sine and cosine share: the angle as a quarter-turn count and a rest r + low with |r| at most a little over pi/4.</summary>
internal static class TrigonometricCore
{
    /// <summary>Sine, or cosine where the number of quarter turns is odd, with the sign of the half turn.</summary>
    /// <param name="quarters">An integer as its sum with <see cref="Shifter"/>.</param>
    /// <param name="r">The rest of the angle.</param>
    /// <param name="low">What r lacks.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V SineOrCosine(V quarters, V r, V low)
    {
        var odd = (V.Zero.AsInt64() - (quarters.AsInt64() & Vector512.Create(1L))).AsDouble();
        var sign = ((quarters.AsInt64() & Vector512.Create(2L)) << 62).AsDouble();
        return Select(odd, Cosine(r, low), Sine(r, low)) ^ sign;
    }

    /// <summary>r + r^3 S(r^2); S is a Chebyshev fit on |r| &lt;= 0.7855, error 1e-20.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sine(V r, V low)
    {
        var z = r * r;
        var p = Fma(Of(-7.586685070091267e-13), z, 1.605853141458901e-10);
        p = Fma(p, z, -2.5052106231157904e-08);
        p = Fma(p, z, 2.7557319219335453e-06);
        p = Fma(p, z, -0.0001984126984126506);
        p = Fma(p, z, 0.008333333333333331);
        p = Fma(p, z, -0.16666666666666666);
        return r + Fma(z * r, p, Fma(Of(-0.5) * z, low, low));
    }

    /// <summary>1 - r^2 / 2 + r^4 C(r^2), the first two terms without error; C is a Chebyshev fit, error 6e-22.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Cosine(V r, V low)
    {
        var z = r * r;
        var lost = Fma(r, r, -z);
        var p = Fma(Of(4.7458652037874553e-14), z, -1.1470460773969325e-11);
        p = Fma(p, z, 2.0876755790363397e-09);
        p = Fma(p, z, -2.755731922140076e-07);
        p = Fma(p, z, 2.4801587301584645e-05);
        p = Fma(p, z, -0.0013888888888888887);
        p = Fma(p, z, 0.041666666666666664);
        var one = FastTwoSum(Of(1), Of(-0.5) * z, out var rest);
        return one + (rest + Fma(z * z, p, -Fma(r, low, Of(0.5) * lost)));
    }

    /// <summary>Reduces angles below 2^20 by multiples of pi/2: exact products with a pi/2 in three parts.</summary>
    /// <param name="x">Angles, 0 or more.</param>
    /// <param name="r">The rest.</param>
    /// <param name="low">What r lacks.</param>
    /// <param name="hard">Marks angles that are too large, or so near a multiple of pi/2 that the three parts are too few.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Reduce(V x, out V r, out V low, out V hard)
    {
        var quarters = Fma(x, Of(0.6366197723675814), Shifter);
        var k = Of(Shifter) - quarters;
        // The first two parts have 32 bits, so that k times them is exact; the third carries the sum to 2^-103.
        var high = TwoSum(Fma(k, Of(1.5707963267341256), x), k * Of(6.077100506303966e-11), out var rest);
        r = FastTwoSum(high, Fma(k, Of(2.0222662487959506e-21), rest), out low);
        hard = Vector512.GreaterThan(x, Of(0.75)) & Vector512.LessThan(Vector512.Abs(r), Of(1e-6));
        hard |= ~Vector512.LessThan(x, Of(1048576));
        return quarters;
    }

    /// <summary>Reduces any angles: the hard ones one by one with all bits of 2/pi that matter.</summary>
    internal static V ReduceAny(V x, out V r, out V low)
    {
        var quarters = Reduce(x, out r, out low, out var hard);
        for (var i = 0; i < V.Count; i++)
        {
            if (hard.AsInt64()[i] == 0)
                continue;
            var (quarter, angle, small) = AngleReduction.Reduce(x[i]);
            quarters = quarters.WithElement(i, Shifter + quarter);
            r = r.WithElement(i, angle);
            low = low.WithElement(i, small);
        }

        return quarters;
    }
}
