using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lanes8 = System.Runtime.Intrinsics.Vector512<ulong>;

namespace Marginalia.Numerics;

/// <summary>Eight blocks of <see cref="Philox"/> at once, mapped to uniform numbers; integers are exact, so the bits are those of single
/// blocks.</summary>
internal static class PhiloxLanes
{
    /// <summary>The uniform numbers of whole groups of eight lanes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stream">What the draws are for.</param>
    /// <param name="step">The step.</param>
    /// <param name="lane">The first lane.</param>
    /// <param name="first">Words 0 and 1 of every lane; its length, a multiple of eight, says how many lanes there are.</param>
    /// <param name="second">Words 2 and 3 of every lane; of the same length.</param>
    internal static void Uniforms(Key key, RandomStream stream, ulong step, uint lane, Span<double> first, Span<double> second)
    {
        for (var i = 0; i < first.Length; i += 8)
        {
            var (c0, c1) = (Vector512.Create((ulong)(uint)step), Vector512.Create(step >> 32));
            var (c2, c3) = ((Vector512.Create((ulong)lane + (uint)i) + Lanes8.Indices) & Low, Vector512.Create((ulong)stream));
            uint k0 = (uint)key.Value, k1 = (uint)(key.Value >> 32);
            for (var round = 0; round < Philox.Rounds; round++)
            {
                var (p0, p1) = (c0 * Vector512.Create((ulong)Philox.M0), c2 * Vector512.Create((ulong)Philox.M1));
                c0 = (p1 >> 32) ^ c1 ^ Vector512.Create((ulong)k0);
                c1 = p1 & Low;
                c2 = (p0 >> 32) ^ c3 ^ Vector512.Create((ulong)k1);
                c3 = p0 & Low;
                k0 += Philox.Weyl0;
                k1 += Philox.Weyl1;
            }

            Uniform(c0, c1).StoreUnsafe(ref MemoryMarshal.GetReference(first[i..]));
            Uniform(c2, c3).StoreUnsafe(ref MemoryMarshal.GetReference(second[i..]));
        }
    }

    private static Lanes8 Low => Vector512.Create(0xFFFFFFFFUL);

    /// <summary><see cref="WordMaps.Uniform"/> on eight lanes, in the same order of operations.</summary>
    private static Vector512<double> Uniform(Lanes8 a, Lanes8 b) =>
        ((Vector512.ConvertToDouble(a >> 5) * 67108864.0) + Vector512.ConvertToDouble(b >> 6) + Vector512.Create(0.5)) / 9007199254740992.0;
}
