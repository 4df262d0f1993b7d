using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Marginalia.Data;
using Marginalia.Networks;
using Marginalia.Numerics;
using Marginalia.Objectives;

namespace Marginalia.Laws;

/// <summary>A small smooth network on linearly separable data: <c>sep(12, 4, 0.3)</c>.</summary>
/// <param name="Depth">1 to 4 layers of width 3; a power network has two of width 8.</param>
/// <param name="IsPower">Whether hidden units are squares; else linear.</param>
/// <param name="Scale">The scale of initialization.</param>
/// <param name="Seed">The key of all draws.</param>
public sealed record DeepRecipe(int Depth, bool IsPower, double Scale, ulong Seed)
{
    /// <summary>Linear and power networks.</summary>
    public static Arbitrary<DeepRecipe> Any { get; } = Arb.From(
        from depth in Gen.Choose(1, 4)
        from power in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from scale in Gen.Elements(0.3, 0.4, 0.6)
        from seed in Gen.Choose(0, int.MaxValue)
        select new DeepRecipe(power ? 2 : depth, power, scale, (ulong)seed));

    /// <summary>Linear networks of two and three layers.</summary>
    public static Arbitrary<DeepRecipe> Linear { get; } = Arb.From(
        from depth in Gen.Choose(2, 3)
        from scale in Gen.Elements(0.1, 0.2, 0.3)
        from seed in Gen.Choose(0, int.MaxValue)
        select new DeepRecipe(depth, false, scale, (ulong)seed));

    /// <summary>The data.</summary>
    public Dataset Data => SeparableGaussians.Create(12, 4, 0.3, new Key(Seed).For("data")).Made();

    /// <summary>The network under the exponential loss of the sum.</summary>
    /// <param name="numerics">The arithmetic.</param>
    public Objective Objective(NumericsPolicy numerics) =>
        Instances.Model(numerics, Data, [.. Enumerable.Repeat(IsPower ? 8 : 3, Depth - 1)], IsPower ? new Activation.Power(2) : new Activation.Linear());

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Depth} layers of {(IsPower ? "squares" : "linear units")} on sep(12, 4, 0.3), scale {Scale:R}, seed {Seed}");
}
