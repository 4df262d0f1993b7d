using LanguageExt;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Training;

/// <summary>Which examples each step sees: one member of the family for each way to choose them.</summary>
/// <remarks>A batch is a function of key, step and number of examples; nothing is consumed (conventions, 5.7).</remarks>
public abstract record Sampler
{
    private protected Sampler() { }

    /// <summary>The row of <see cref="Samplers.All"/> it belongs to.</summary>
    public abstract FamilyMember<Sampler> Member { get; }

    /// <summary>The text that <see cref="Samplers.Parse"/> reads back: "withReplacement(size=32)".</summary>
    public string Text => Member.TextOf(Values);

    /// <summary>What is wrong with its numbers on a data set.</summary>
    /// <param name="exampleCount">The number of examples, 1 or more.</param>
    public virtual Arr<Error> Errors(int exampleCount) => Arr<Error>.Empty;

    /// <summary>Whether every step sees all examples once, in order, so that its statistics are those of the objective.</summary>
    public virtual bool IsFull => false;

    /// <summary>The largest batch it makes of a data set.</summary>
    /// <param name="exampleCount">The number of examples.</param>
    public abstract int Capacity(int exampleCount);

    /// <summary>The examples of a step, as a list of its own.</summary>
    /// <param name="key">The key of the run.</param>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="exampleCount">The number of examples, 1 or more.</param>
    public Arr<int> Batch(Key key, long step, int exampleCount)
    {
        var drawn = Draw(key, step, new BatchBuffer(exampleCount)).Indices;
        return drawn.IsEmpty ? new Arr<int>(Enumerable.Range(0, exampleCount)) : new Arr<int>(drawn.ToArray());
    }

    /// <summary>The numbers of <see cref="Text"/>.</summary>
    private protected virtual Arr<double> Values => Arr<double>.Empty;

    /// <summary>The batch of a step in a buffer that only serves one sampler and one key.</summary>
    internal abstract Batch Draw(Key key, long step, BatchBuffer buffer);
}
