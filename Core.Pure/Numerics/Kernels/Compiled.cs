using System.Runtime.CompilerServices;

namespace Marginalia.Numerics;

/// <summary>How inner loops are compiled.</summary>
internal static class Compiled
{
    /// <summary>Optimized before the first call and never merged into a caller.</summary>
    /// <remarks>Unoptimized, the first calls of a loop over lanes are twenty times slower; and merged into a short caller, the loop shares
    /// that caller's small budget for merging, which leaves calls in the loop and makes it five to ten times slower for good.</remarks>
    internal const MethodImplOptions AtOnce = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
