using System.Runtime.InteropServices;

namespace Marginalia.Numerics;

/// <summary>Equality and hashing of doubles by their bits, the meaning of "to the bit" in every law.</summary>
internal static class Bits
{
    internal static bool Equal(ReadOnlySpan<double> left, ReadOnlySpan<double> right) =>
        MemoryMarshal.Cast<double, long>(left).SequenceEqual(MemoryMarshal.Cast<double, long>(right));

    /// <summary>FNV-1a over the 64-bit words: stable between processes, unlike <see cref="HashCode"/>.</summary>
    internal static int Hash(ReadOnlySpan<double> values)
    {
        var hash = 14695981039346656037UL;
        foreach (var word in MemoryMarshal.Cast<double, ulong>(values))
            hash = (hash ^ word) * 1099511628211UL;
        return (int)(hash ^ (hash >> 32));
    }
}
