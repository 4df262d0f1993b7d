using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Distinct uniform examples in every step, independent from step to step.</summary>
/// <param name="Size">Examples per step, from 1 to the number of examples.</param>
public sealed record WithoutReplacement(int Size) : Sampler
{
    internal static FamilyMember<Sampler> Row { get; } = new(
        "withoutReplacement", "Distinct uniform examples in every step, independent from step to step.",
        Array(new FamilyParameter("size", double.NaN, "the number of examples per step, 1 or more", true)), static v => new WithoutReplacement((int)v[0]));

    /// <inheritdoc/>
    public override FamilyMember<Sampler> Member => Row;

    /// <inheritdoc/>
    public override Arr<Error> Errors(int exampleCount) =>
        Domain.Check("the batch size", Size, Size >= 1 && Size <= exampleCount, $"1 to {exampleCount}, the number of examples");

    /// <inheritdoc/>
    public override int Capacity(int exampleCount) => Size;

    private protected override Arr<double> Values => Array((double)Size);

    internal override Batch Draw(Key key, long step, BatchBuffer buffer)
    {
        var pool = buffer.Indices(buffer.ExampleCount);
        Permutations.Batch(key, (ulong)step, Size, pool.Span);
        return new(pool[..Size]);
    }
}
