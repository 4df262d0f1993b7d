using FsCheck;
using FsCheck.Fluent;
using LanguageExt;

namespace Marginalia.Laws;

/// <summary>Generators and shrinkers of the networks that capacity laws speak about.</summary>
public static class ArchitectureRecipes
{
    /// <summary>Dense layers, skip connections, convolutions and recurrent layers.</summary>
    public static Arbitrary<ArchitectureRecipe> Any { get; } = Arb.From(
        Gen.Frequency((4, Dense([true, false], [0, 0, 0.1])), (2, Skips), (2, Images), (2, Sequences)), Smaller);

    /// <summary>The same without weights that a path meets twice.</summary>
    public static Arbitrary<ArchitectureRecipe> Feedforward { get; } = Arb.From(Gen.Frequency((4, Dense([true, false], [0])), (2, Skips), (2, Images)), Smaller);

    /// <summary>Dense ReLU layers, with or without biases.</summary>
    public static Arbitrary<ArchitectureRecipe> Layered { get; } = Arb.From(Dense([true, false], [0]), Smaller);

    /// <summary>Dense ReLU layers, and convolutions with pools.</summary>
    public static Arbitrary<ArchitectureRecipe> InARow { get; } = Arb.From(Gen.Frequency((3, Dense([true, false], [0])), (1, Images)), Smaller);

    /// <summary>Dense ReLU layers without biases.</summary>
    public static Arbitrary<ArchitectureRecipe> Bare { get; } = Arb.From(Dense([false], [0]), Smaller);

    /// <summary>Two dense layers without biases.</summary>
    public static Arbitrary<ArchitectureRecipe> TwoLayers { get; } = Arb.From(
        from inputs in Gen.Choose(1, 5)
        from hidden in Gen.Choose(1, 6)
        from outputs in Gen.Choose(2, 4)
        from awkward in Awkward
        from seed in Seeds
        select (ArchitectureRecipe)new ArchitectureRecipe.Dense(new Arr<int>([inputs, hidden, outputs]), false, 0, awkward, seed),
        static r => r.Awkward != Awkwardness.None ? [r with { Awkward = Awkwardness.None }] : []);

    /// <summary>Recurrent layers.</summary>
    public static Arbitrary<ArchitectureRecipe> Recurrent { get; } = Arb.From(Sequences, Smaller);

    private static Gen<Awkwardness> Awkward => Gen.Frequency(
        (4, Gen.Constant(Awkwardness.None)),
        (3, Gen.Elements(Awkwardness.Integers, Awkwardness.DeadUnit, Awkwardness.ZeroExample, Awkwardness.Tie, Awkwardness.Integers | Awkwardness.DeadUnit)));

    private static Gen<ulong> Seeds => Gen.Choose(0, int.MaxValue).Select(static s => (ulong)s);

    private static Gen<ArchitectureRecipe> Skips =>
        from inputs in Gen.Choose(1, 3)
        from hidden in Gen.Choose(1, 4)
        from outputs in Gen.Choose(2, 3)
        from bias in Gen.Elements(true, false)
        from awkward in Awkward
        from seed in Seeds
        select (ArchitectureRecipe)new ArchitectureRecipe.Skip(inputs, hidden, outputs, bias, awkward, seed);

    private static Gen<ArchitectureRecipe> Images =>
        from inputs in Gen.Choose(1, 2)
        from size in Gen.Choose(3, 5)
        from channels in Gen.Choose(1, 3)
        from kernel in Gen.Choose(1, 3)
        from stride in Gen.Choose(1, 2)
        from pad in Gen.Choose(0, 1)
        from pool in Gen.Elements(ArchitectureRecipe.Pooling.None, ArchitectureRecipe.Pooling.Average, ArchitectureRecipe.Pooling.Max)
        from bias in Gen.Elements(true, false)
        from awkward in Awkward
        from seed in Seeds
        select (ArchitectureRecipe)new ArchitectureRecipe.Image(inputs, size, channels, kernel, stride, pad, pool, bias, awkward, seed);

    private static Gen<ArchitectureRecipe> Sequences =>
        from steps in Gen.Choose(1, 4)
        from inputs in Gen.Choose(1, 2)
        from hidden in Gen.Choose(1, 3)
        from outputs in Gen.Choose(2, 3)
        from bias in Gen.Elements(true, false)
        from awkward in Awkward
        from seed in Seeds
        select (ArchitectureRecipe)new ArchitectureRecipe.Sequence(steps, inputs, hidden, outputs, bias, awkward, seed);

    private static Gen<ArchitectureRecipe> Dense(bool[] biases, double[] slopes) =>
        from inputs in Gen.Choose(1, 5)
        from depth in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(3)))
        from hidden in Gen.ArrayOf(Gen.Choose(1, 5), depth)
        from outputs in Gen.Choose(2, 4)
        from bias in Gen.Elements(biases)
        from slope in Gen.Elements(slopes)
        from awkward in Awkward
        from seed in Seeds
        select (ArchitectureRecipe)new ArchitectureRecipe.Dense(new Arr<int>([inputs, .. hidden, outputs]), bias, slope, awkward, seed);

    private static IEnumerable<ArchitectureRecipe> Smaller(ArchitectureRecipe recipe)
    {
        if (recipe.Awkward != Awkwardness.None)
            yield return recipe with { Awkward = Awkwardness.None };
        switch (recipe)
        {
            case ArchitectureRecipe.Dense d:
                for (var k = 0; k < d.Sizes.Count; k++)
                {
                    if (d.Sizes[k] > (k == d.Sizes.Count - 1 ? 2 : 1))
                        yield return d with { Sizes = d.Sizes.SetItem(k, d.Sizes[k] - 1) };
                    if (k > 0 && k < d.Sizes.Count - 1)
                        yield return d with { Sizes = d.Sizes.RemoveAt(k) };
                }

                if (d.Bias)
                    yield return d with { Bias = false };
                break;
            case ArchitectureRecipe.Skip s when s.Hidden > 1:
                yield return s with { Hidden = s.Hidden - 1 };
                break;
            case ArchitectureRecipe.Image { Channels: > 1 } i:
                yield return i with { Channels = i.Channels - 1 };
                break;
            case ArchitectureRecipe.Sequence { Steps: > 1 } s:
                yield return s with { Steps = s.Steps - 1 };
                break;
            default:
                break;
        }
    }
}
