namespace Marginalia.Numerics;

/// <summary>The remainder of any double modulo pi/2, from as many bits of 2/pi as it takes (Payne and Hanek, 1983).</summary>
internal static class AngleReduction
{
    private const double HalfPiHigh = 1.5707963267948966;
    private const double HalfPiLow = 6.123233995736766e-17;

    /// <summary>64 zeros and the first 1344 bits of 2/pi after the binary point, most significant first.</summary>
    private static ReadOnlySpan<ulong> TwoOverPi =>
    [
        0x0000000000000000, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0,
        0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B,
        0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D, 0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA,
        0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB, 0xF0CFBC209AF4361D, 0xA9E391615EE61B08,
    ];

    /// <summary>x = quarter * pi/2 + angle + small (modulo a full turn), |angle| at most pi/4; NaN for infinities and NaN.</summary>
    /// <param name="x">0.5 or more.</param>
    internal static (int Quarter, double Angle, double Small) Reduce(double x)
    {
        if (!double.IsFinite(x))
            return (0, double.NaN, 0);
        var bits = BitConverter.DoubleToUInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1075;
        var mantissa = (bits & 0x000FFFFFFFFFFFFF) | 0x0010000000000000;

        // Bits of 2/pi before exponent - 1 contribute whole turns. 192 from there leave an error of 2^-137 turns after the product.
        var start = exponent - 2 + 64;
        var (w2, w1, w0) = (Word(start), Word(start + 64), Word(start + 128));
        var p0 = (UInt128)mantissa * w0;
        var p1 = ((UInt128)mantissa * w1) + (p0 >> 64);
        var p2 = (mantissa * w2) + (ulong)(p1 >> 64);

        var quarter = (int)(p2 >> 62);
        var high = (p2 << 2) | ((ulong)p1 >> 62);
        var fraction = new UInt128(high, ((ulong)p1 << 2) | ((ulong)p0 >> 62));
        var tail = (ulong)p0 << 2;
        var negative = high >> 63 == 1;
        if (negative)
        {
            quarter = (quarter + 1) & 3;
            fraction = ~fraction + (tail == 0 ? UInt128.One : UInt128.Zero);
            tail = 0 - tail;
        }

        var zeros = (int)UInt128.LeadingZeroCount(fraction);
        fraction = (fraction << zeros) | (zeros == 0 ? 0 : tail >> (64 - Math.Min(zeros, 63)));
        var unit = BitConverter.UInt64BitsToDouble((ulong)(1023 - 53 - zeros) << 52) * (negative ? -1 : 1);
        var turnHigh = (long)(fraction >> 75) * unit;
        var turnLow = (long)((ulong)(fraction >> 22) & 0x001FFFFFFFFFFFFF) * (unit * (1.0 / 9007199254740992.0));

        var rest = turnHigh * HalfPiHigh;
        var small = Math.FusedMultiplyAdd(turnHigh, HalfPiHigh, -rest) + Math.FusedMultiplyAdd(turnHigh, HalfPiLow, turnLow * HalfPiHigh);
        var sum = rest + small;
        return (quarter, sum, (rest - sum) + small);
    }

    /// <summary>The 64 bits from a bit position on.</summary>
    private static ulong Word(int position)
    {
        var (index, shift) = (position >> 6, position & 63);
        return shift == 0 ? TwoOverPi[index] : (TwoOverPi[index] << shift) | (TwoOverPi[index + 1] >> (64 - shift));
    }
}
