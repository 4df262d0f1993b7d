using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Independent uniform examples, repetitions allowed; slot i of step t is lane i of stream 1.</summary>
/// <param name="Size">Examples per step, 1 or more; may exceed the number of examples.</param>
public sealed record WithReplacement(int Size) : Sampler
{
    internal static FamilyMember<Sampler> Row { get; } = new(
        "withReplacement", "Independent uniform examples in every step, repetitions allowed.",
        Array(new FamilyParameter("size", double.NaN, "the number of examples per step, 1 or more", true)), static v => new WithReplacement((int)v[0]));

    /// <inheritdoc/>
    public override FamilyMember<Sampler> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors(int exampleCount) => Domain.Count("the batch size", Size);

    /// <inheritdoc/>
    public override int Capacity(int exampleCount) => Size;

    private protected override Arr<double> Values => Array((double)Size);

    internal override Batch Draw(Key key, long step, BatchBuffer buffer)
    {
        var slots = buffer.Indices(Size);
        Draws.Indices(key, RandomStream.BatchIndex, (ulong)step, buffer.ExampleCount, slots.Span);
        return new(slots);
    }
}
