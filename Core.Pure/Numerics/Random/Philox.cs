namespace Marginalia.Numerics;

/// <summary>Four random 32-bit words, the image of one counter.</summary>
/// <param name="W0">The first word.</param>
/// <param name="W1">The second word.</param>
/// <param name="W2">The third word.</param>
/// <param name="W3">The fourth word.</param>
public readonly record struct Words(uint W0, uint W1, uint W2, uint W3);

/// <summary>Philox4x32-10: a keyed bijection of 128-bit counters, hence random numbers by address.</summary>
/// <remarks>J. Salmon, M. Moraes, R. Dror, D. Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011; docs/theory/conventions.md, section 5.</remarks>
public static class Philox
{
    internal const uint M0 = 0xD2511F53, M1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    internal const int Rounds = 10;

    /// <summary>The words at one counter.</summary>
    /// <param name="key">The key.</param>
    /// <param name="c0">Step, low 32 bits.</param>
    /// <param name="c1">Step, high 32 bits.</param>
    /// <param name="c2">Lane.</param>
    /// <param name="c3">Stream.</param>
    public static Words Block(Key key, uint c0, uint c1, uint c2, uint c3)
    {
        uint k0 = (uint)key.Value, k1 = (uint)(key.Value >> 32);
        for (var round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)M0 * c0, p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return new(c0, c1, c2, c3);
    }

    /// <summary>The words at an address.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draw is for.</param>
    /// <param name="step">The step, epoch, example or row.</param>
    /// <param name="lane">The lane within the step.</param>
    public static Words At(Key key, RandomStream stream, ulong step, uint lane) =>
        Block(key, (uint)step, (uint)(step >> 32), lane, (uint)stream);
}
