using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Marginalia.Numerics.Lanes;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Marginalia.Numerics;

public static partial class Elementary
{
    /// <summary>Sine and cosine of <c>2 pi u</c>, the angle reduced in u (exactly), so that small values keep their relative accuracy.</summary>
    /// <param name="u">Turns, any double; multiples of a quarter give exactly 0, 1 or -1; infinities give NaN.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static (double Sin, double Cos) SinCosTwoPi(double u)
    {
        TwoPiLanes(Vector512.Create(u), out var sine, out var cosine);
        return (sine.ToScalar(), cosine.ToScalar());
    }

    /// <summary>Sine and cosine of <c>2 pi u</c> for every entry.</summary>
    /// <param name="u">Turns.</param>
    /// <param name="sines">As long as u, overwritten.</param>
    /// <param name="cosines">As long as u, overwritten; one of the two targets may be u.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static void SinCosTwoPi(ReadOnlySpan<double> u, Span<double> sines, Span<double> cosines)
    {
        CheckTarget(u, sines);
        CheckTarget(u, cosines);
        CheckDistinct(sines, cosines);
        var i = 0;
        for (; i <= u.Length - V.Count; i += V.Count)
        {
            TwoPiLanes(Vector512.Create(u.Slice(i, V.Count)), out var sine, out var cosine);
            sine.CopyTo(sines.Slice(i, V.Count));
            cosine.CopyTo(cosines.Slice(i, V.Count));
        }

        for (; i < u.Length; i++)
            (sines[i], cosines[i]) = SinCosTwoPi(u[i]);
    }

    private static void CheckDistinct(Span<double> sines, Span<double> cosines)
    {
        if (sines.Overlaps(cosines))
            throw new ArgumentException("The two targets overlap; give separate spans.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoPiLanes(V u, out V sine, out V cosine)
    {
        // Whole turns first: what is left is below 1/2 and exact, four times it too.
        var turns = u - Vector512.Round(u);
        var quarters = turns * Of(4) + Of(Shifter);
        var fraction = turns * Of(4) - (quarters - Of(Shifter));
        var r = fraction * Of(1.5707963267948966);
        var low = Fma(fraction, Of(1.5707963267948966), -r) + fraction * Of(6.123233995736766e-17);
        // Adding +0 turns -0 into +0: the sine of whole turns is +0.
        sine = TrigonometricCore.SineOrCosine(quarters, r, low) + V.Zero;
        cosine = TrigonometricCore.SineOrCosine(quarters + Of(1), r, low) + V.Zero;
    }
}
