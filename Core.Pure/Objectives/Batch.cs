namespace Marginalia.Objectives;

/// <summary>Which examples a pass runs over, and what is added to their targets.</summary>
/// <param name="Indices">The examples, one per slot, repetitions allowed; empty for all examples in order, without copying them.</param>
/// <param name="Offsets">Added to the targets, one number per slot for signs and classes, K per slot for values; empty for none. What comes out for signs
/// under an exponential-type loss must be a sign again, for classes a class; only squared and robust losses take arbitrary offsets.</param>
internal readonly record struct Batch(ReadOnlyMemory<int> Indices, ReadOnlyMemory<double> Offsets = default)
{
    /// <summary>All examples in order.</summary>
    internal static Batch All => default;
}
