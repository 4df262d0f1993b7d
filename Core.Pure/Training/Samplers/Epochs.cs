using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;
using static LanguageExt.Prelude;

namespace Marginalia.Training;

/// <summary>Every example once per epoch, in an order shuffled anew for each; the last batch of an epoch is smaller when the size does not divide the number of examples.</summary>
/// <param name="Size">Examples per step, from 1 to the number of examples.</param>
public sealed record Epochs(int Size) : Sampler
{
    internal static FamilyMember<Sampler> Row { get; } = new(
        "epochs", "Every example once per epoch, in an order shuffled anew for each epoch.",
        Array(new FamilyParameter("size", double.NaN, "the number of examples per step, 1 or more", true)), static v => new Epochs((int)v[0]));

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
        var count = buffer.ExampleCount;
        var perEpoch = (count + Size - 1) / Size;
        var (epoch, place) = (step / perEpoch, (int)(step % perEpoch) * Size);
        var order = buffer.Indices(count);
        if (buffer.Epoch != epoch)
        {
            Permutations.Shuffle(key, (ulong)epoch, order.Span);
            buffer.Epoch = epoch;
        }

        return new(order.Slice(place, Math.Min(Size, count - place)));
    }
}
