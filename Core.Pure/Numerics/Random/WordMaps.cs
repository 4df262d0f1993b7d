namespace Marginalia.Numerics;

/// <summary>The maps from random words to numbers; there is no other map anywhere, so a draw is the same number wherever it is
/// used.</summary>
/// <remarks>docs/theory/conventions.md, section 5, rule 4. Logarithm, sine and cosine are <see cref="Elementary"/> under every policy.</remarks>
public static class WordMaps
{
    /// <summary>A number in (0, 1] from 53 bits of two words: <c>((a &gt;&gt; 5) 2^26 + (b &gt;&gt; 6) + 0.5) / 2^53</c>.</summary>
    /// <param name="a">The word of the high 27 bits.</param>
    /// <param name="b">The word of the low 26 bits.</param>
    /// <remarks>The sum rounds above 2^52, hence 1 can occur and 0 cannot.</remarks>
    public static double Uniform(uint a, uint b) => (((a >> 5) * 67108864.0) + (b >> 6) + 0.5) / 9007199254740992.0;

    /// <summary>A uniform index: <c>(word * count) &gt;&gt; 32</c>.</summary>
    /// <param name="word">The word.</param>
    /// <param name="count">How many indices there are, at least 1.</param>
    /// <returns>From 0 to <paramref name="count"/> - 1.</returns>
    public static int Index(uint word, int count) => (int)(((ulong)word * (uint)count) >> 32);

    /// <summary>A random sign: +1 when the top bit is 0, -1 when it is 1.</summary>
    /// <param name="word">The word.</param>
    public static double Sign(uint word) => 1 - (2.0 * (word >> 31));

    /// <summary>Two independent standard normal numbers by Box and Muller: the cosine value, then the sine value.</summary>
    /// <param name="words">All four words of one block.</param>
    /// <remarks>G. Box, M. Muller, A Note on the Generation of Random Normal Deviates, 1958. The angle is reduced in units of a turn, where
    /// that is exact, so that values near 0 keep their relative accuracy. Both are finite, at most 8.7 in size.</remarks>
    public static (double Cosine, double Sine) Gaussians(Words words)
    {
        var radius = Math.Sqrt(-2 * Elementary.Log(Uniform(words.W0, words.W1)));
        var (sine, cosine) = Elementary.SinCosTwoPi(Uniform(words.W2, words.W3));
        return (radius * cosine, radius * sine);
    }
}
