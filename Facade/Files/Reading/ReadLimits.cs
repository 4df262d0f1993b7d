namespace Marginalia.Files;

/// <summary>How much a reader may take in, so that a hostile or mistaken file is an error and not an exhausted machine.</summary>
/// <param name="MaximumEntries">The most numbers in one array or table; each takes 8 bytes of memory.</param>
/// <param name="MaximumArrays">The most arrays, nodes or other named things in one file.</param>
/// <param name="MaximumHeader">The most bytes of a header, a name or a line of text.</param>
public sealed record ReadLimits(long MaximumEntries, int MaximumArrays, int MaximumHeader)
{
    /// <summary>The most numbers in one array or table, never more than an array of this platform can have.</summary>
    public long MaximumEntries { get; init => field = Math.Min(value, Array.MaxLength); } = Math.Min(MaximumEntries, Array.MaxLength);

    /// <summary>268 million numbers (2 GiB) in one array, 100,000 arrays, 64 MiB of header.</summary>
    public static ReadLimits Default { get; } = new(1L << 28, 100_000, 64 << 20);
}
