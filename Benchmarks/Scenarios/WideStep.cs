using Marginalia.Numerics;

namespace Marginalia.Benchmarks;

/// <summary>Steps of the wide network against their own eight products, with one and two threads, and as single pure steps.</summary>
internal static class WideStep
{
    internal static Scenario Scenario { get; } = new(
        "wide", "What does a step of gradient descent on 784-256-256-10, batch 128, cost over its eight matrix products?", Variants);

    private static IReadOnlyList<Variant> Variants()
    {
        var (one, two) = (NumericsPolicy.Portable(1), NumericsPolicy.Portable(2));
        var products = Products.OfStep(Problem.WideSizes, Problem.WideBatch);
        return
        [
            Variant.Of("products, 1 thread", new Products(one.Kernels, products).Run),
            Problem.Wide(one).Arena("run, 1 thread") with { Over = "products, 1 thread", AtMost = 1.10, WithoutCollections = true },
            Problem.Wide(one).Pure("pure steps, 1 thread") with { Over = "run, 1 thread" },
            Variant.Of("products, 2 threads", new Products(two.Kernels, products).Run) with { Over = "products, 1 thread" },
            Problem.Wide(two).Arena("run, 2 threads") with { Over = "products, 2 threads", AtMost = 1.20, WithoutCollections = true },
            Problem.Wide(two).Pure("pure steps, 2 threads") with { Over = "run, 2 threads" },
        ];
    }
}
