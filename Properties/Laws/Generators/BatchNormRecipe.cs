using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Marginalia.Numerics;
using Marginalia.Theory;

namespace Marginalia.Laws;

/// <summary>A layer of batch-normalized units with a labelled batch.</summary>
/// <param name="SampleCount">Examples, 4 or more: with fewer the standardized arguments hardly vary.</param>
/// <param name="InputSize">Features, 2 or more.</param>
/// <param name="Units">Units, 1 or more.</param>
/// <param name="Seed">The key of all draws.</param>
public sealed record BatchNormRecipe(int SampleCount, int InputSize, int Units, ulong Seed)
{
    /// <summary>Generator and shrinker.</summary>
    public static Arbitrary<BatchNormRecipe> Any { get; } = Arb.From(
        from size in Gen.Choose(2, 5)
        from count in Gen.Choose(size + 2, 14)
        from units in Gen.Choose(1, 5)
        from seed in Gen.Choose(0, int.MaxValue)
        select new BatchNormRecipe(count, size, units, (ulong)seed),
        static r => r.Units > 1 ? [r with { Units = r.Units - 1 }] : r.InputSize > 2 ? [r with { InputSize = r.InputSize - 1 }] : []);

    /// <summary>The batch.</summary>
    public Matrix Inputs => Matrix.Of(SampleCount, InputSize, Gaussian("inputs", SampleCount * InputSize));

    /// <summary>The labels, -1 or +1.</summary>
    public Vector Labels => Vector.Build(SampleCount, y => Draws.Signs(new Key(Seed).For("labels"), RandomStream.Data, 0, y));

    /// <summary>The units, with Gaussian numbers.</summary>
    public BatchNormalizedUnits Model => new(
        Matrix.Of(Units, InputSize, Gaussian("weights", Units * InputSize)), Vector.Of(Gaussian("gain", Units)), Vector.Of(Gaussian("shift", Units)), Vector.Of(Gaussian("outgoing", Units)));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Units} batch-normalized units of {InputSize} inputs on {SampleCount} examples, seed {Seed}");

    private double[] Gaussian(string name, int length)
    {
        var numbers = new double[length];
        Draws.Gaussian(new Key(Seed).For(name), RandomStream.Data, 0, numbers);
        return numbers;
    }
}
