using Marginalia.Numerics;

namespace Marginalia.Data;

/// <summary>The draws that data need, by address (theory/0-conventions, section 5).</summary>
internal static class DataDraws
{
    internal static int Index(uint word, int n) => (int)(((ulong)word * (uint)n) >> 32);

    internal static double Uniform(uint a, uint b) => (((a >> 5) * 67108864.0) + (b >> 6) + 0.5) / 9007199254740992.0;

    /// <summary>Coordinates 0, 1, ... of the Gaussian vector at a step: pairs (cos, sin) on lanes 0, 1, ...</summary>
    internal static void Gaussian(Key key, ulong step, Span<double> target)
    {
        for (var i = 0; i < target.Length; i += 2)
        {
            var w = Philox.At(key, RandomStream.Data, step, (uint)(i / 2));
            var radius = Math.Sqrt(-2 * Elementary.Log(Uniform(w.W0, w.W1)));
            var angle = 2 * Math.PI * Uniform(w.W2, w.W3);
            target[i] = radius * Elementary.Cos(angle);
            if (i + 1 < target.Length)
                target[i + 1] = radius * Elementary.Sin(angle);
        }
    }

    /// <summary>Rule 7: for i = 0..n-2 swap i with i + index(n - i) of lane i.</summary>
    internal static int[] Permutation(Key key, int n)
    {
        var order = new int[n];
        for (var i = 0; i < n; i++)
            order[i] = i;
        for (var i = 0; i < n - 1; i++)
        {
            var j = i + Index(Philox.At(key, RandomStream.Permutation, 0, (uint)i).W0, n - i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
