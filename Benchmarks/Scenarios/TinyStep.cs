using Marginalia.Numerics;

namespace Marginalia.Benchmarks;

/// <summary>Steps of the tiny network against the two products of its first layer; the others are products with vectors.</summary>
internal static class TinyStep
{
    internal static Scenario Scenario { get; } = new(
        "tiny", "What does a step of gradient descent on 20-50-1, 100 examples, cost over its two matrix products?", Variants);

    private static IReadOnlyList<Variant> Variants()
    {
        var numerics = NumericsPolicy.Portable();
        var products = Products.WithoutVectors(Products.OfStep(Problem.TinySizes, Problem.TinyBatch));
        return
        [
            Variant.Of("two products", new Products(numerics.Kernels, products).Run),
            Problem.Tiny(numerics).Arena("run") with { Over = "two products", AtMost = 2.5, WithoutCollections = true },
            Problem.Tiny(numerics).Pure("pure steps") with { Over = "run" },
        ];
    }
}
