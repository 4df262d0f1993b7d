namespace Marginalia.Numerics;

/// <summary>Random permutations and draws without replacement, by address like all <see cref="Draws"/>.</summary>
/// <remarks>docs/theory/conventions.md, section 5, rule 7: the shuffle of Fisher and Yates, place i exchanging with one of the places from i
/// on.</remarks>
public static class Permutations
{
    /// <summary>A permutation of 0 .. n-1 on the stream <see cref="RandomStream.Permutation"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="epoch">The epoch; 0 for a split.</param>
    /// <param name="target">Overwritten with the permutation; its length is n.</param>
    public static void Shuffle(Key key, ulong epoch, Span<int> target) => Draw(key, RandomStream.Permutation, epoch, target.Length, target);

    /// <summary>A batch of distinct indices on the stream <see cref="RandomStream.BatchIndex"/>: a shuffle that stops after the
    /// batch.</summary>
    /// <param name="key">The key.</param>
    /// <param name="step">The step of the run.</param>
    /// <param name="size">The size of the batch, from 0 to the length of the pool.</param>
    /// <param name="pool">Overwritten; its length is the number of examples, its first <paramref name="size"/> entries are the
    /// batch.</param>
    public static void Batch(Key key, ulong step, int size, Span<int> pool) => Draw(key, RandomStream.BatchIndex, step, size, pool);

    private static void Draw(Key key, RandomStream stream, ulong step, int size, Span<int> pool)
    {
        for (var i = 0; i < pool.Length; i++)
            pool[i] = i;
        for (var i = 0; i < Math.Min(size, pool.Length - 1); i++)
        {
            var other = i + Draws.Index(key, stream, step, (uint)i, pool.Length - i);
            (pool[i], pool[other]) = (pool[other], pool[i]);
        }
    }
}
