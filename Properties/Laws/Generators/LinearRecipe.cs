using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>A linear model on linearly separable data: <c>sep(n, d, gap)</c>.</summary>
/// <param name="SampleCount">Examples, 1 or more.</param>
/// <param name="InputSize">Features, 1 or more.</param>
/// <param name="Gap">The smallest distance of an example to the boundary of the teacher.</param>
/// <param name="IsTied">Whether the last example repeats the first one.</param>
/// <param name="Seed">The key of all draws.</param>
public sealed record LinearRecipe(int SampleCount, int InputSize, double Gap, bool IsTied, ulong Seed)
{
    /// <summary>Generator and shrinker.</summary>
    public static Arbitrary<LinearRecipe> Any { get; } = Arb.From(
        from count in Gen.Choose(1, 20)
        from size in Gen.Choose(1, 8)
        from gap in Gen.Elements(0.05, 0.2, 0.5)
        from tied in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from seed in Gen.Choose(0, int.MaxValue)
        select new LinearRecipe(count, size, gap, tied, (ulong)seed),
        Smaller);

    /// <summary>More examples in more dimensions, far from the teacher's boundary: data whose limits are reached soon.</summary>
    public static Arbitrary<LinearRecipe> Roomy { get; } = Arb.From(
        from count in Gen.Choose(5, 25)
        from size in Gen.Choose(2, 8)
        from gap in Gen.Elements(0.3, 0.5, 0.8)
        from seed in Gen.Choose(0, int.MaxValue)
        select new LinearRecipe(count, size, gap, false, (ulong)seed),
        Smaller);

    /// <summary>A few examples in the plane.</summary>
    public static Arbitrary<LinearRecipe> Plane { get; } = Arb.From(
        from count in Gen.Choose(1, 5)
        from seed in Gen.Choose(0, int.MaxValue)
        select new LinearRecipe(count, 2, 0.2, false, (ulong)seed),
        static r => r.SampleCount > 1 ? [r with { SampleCount = r.SampleCount - 1 }] : []);

    /// <summary>The data.</summary>
    public Dataset Data
    {
        get
        {
            var data = SeparableGaussians.Create(SampleCount, InputSize, Gap, new Key(Seed).For("data")).Made();
            return IsTied ? data.Rows([.. Enumerable.Range(0, SampleCount - 1), 0]) : data;
        }
    }

    /// <summary>The linear model under the exponential loss of the sum.</summary>
    /// <param name="numerics">The arithmetic.</param>
    public Objective Objective(NumericsPolicy numerics) => Marginalia.Objectives.Objective
        .Create(Network.Dense([InputSize, 1], new Activation.Linear(), BiasPlacement.None).Made(), Data, new Loss.Exponential(), Reduction.Sum, numerics).Made();

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"sep({SampleCount}, {InputSize}, {Gap:R}){(IsTied ? ", the last example repeats the first" : "")}, seed {Seed}");

    private static IEnumerable<LinearRecipe> Smaller(LinearRecipe r)
    {
        if (r.SampleCount > 1)
            yield return r with { SampleCount = r.SampleCount / 2 };
        if (r.InputSize > 1)
            yield return r with { InputSize = r.InputSize / 2 };
        if (r.IsTied)
            yield return r with { IsTied = false };
    }
}
