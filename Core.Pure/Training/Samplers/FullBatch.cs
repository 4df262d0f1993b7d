using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>All examples in every step.</summary>
public sealed record FullBatch : Sampler
{
    internal static FamilyMember<Sampler> Row { get; } = new("full", "All examples in every step.", Arr<FamilyParameter>.Empty, static _ => new FullBatch());

    /// <inheritdoc/>
    public override FamilyMember<Sampler> Member => Row;

    /// <inheritdoc/>
    public override bool IsFull => true;

    /// <inheritdoc/>
    public override int Capacity(int exampleCount) => exampleCount;

    internal override Batch Draw(Key key, long step, BatchBuffer buffer) => Objectives.Batch.All;
}
