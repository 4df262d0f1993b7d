namespace Marginalia.Numerics;

/// <summary>A 64-bit key of the counter-based generator; child keys are derived by name or index, nothing is consumed.</summary>
/// <param name="Value">The key; the root key of a run is its <c>--seed</c>.</param>
/// <remarks>The exact rule is docs/theory/conventions.md, section 5; the generator is Philox4x32-10 (J. Salmon, M. Moraes, R. Dror, D. Shaw,
/// Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011).</remarks>
public readonly record struct Key(ulong Value)
{
    /// <summary>The reserved stream of child keys.</summary>
    private const uint ChildStream = 0xFFFFFFFF;

    /// <summary>The child key of an index.</summary>
    /// <param name="index">From 0 to 2^63 - 1, for instance a replicate.</param>
    public Key At(long index) => Child((ulong)index & long.MaxValue);

    /// <summary>The child key of a name.</summary>
    /// <param name="name">Any text; hashed as UTF-8 by FNV-1a with the highest bit set, so no name meets an index.</param>
    public Key For(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in System.Text.Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 1099511628211UL;
        return Child(hash | (1UL << 63));
    }

    private Key Child(ulong index)
    {
        var words = Philox.Block(this, (uint)index, (uint)(index >> 32), 0, ChildStream);
        return new(words.W0 | ((ulong)words.W1 << 32));
    }
}
