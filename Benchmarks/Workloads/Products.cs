using Marginalia.Numerics;

namespace Marginalia.Benchmarks;

/// <summary>Bare matrix products on buffers of their own: the floor under a training step.</summary>
internal sealed class Products(Kernels kernels, IReadOnlyList<Product> products)
{
    private readonly (Product Product, double[] A, double[] B, double[] C)[] _work =
        [.. products.Select(static p => (p, Numbers(p.LengthA), Numbers(p.LengthB), new double[p.LengthC]))];

    /// <summary>The products of one step of a chain of dense layers: forward, by the weights, and back to every layer but the first.</summary>
    internal static IReadOnlyList<Product> OfStep(int[] sizes, int batch)
    {
        var products = new List<Product>();
        for (var k = 0; k + 1 < sizes.Length; k++)
            products.Add(new(batch, sizes[k + 1], sizes[k], TransposeB: true));
        for (var k = sizes.Length - 2; k >= 0; k--)
        {
            if (k > 0)
                products.Add(new(batch, sizes[k], sizes[k + 1]));
            products.Add(new(sizes[k + 1], sizes[k], batch, TransposeA: true));
        }

        return products;
    }

    /// <summary>The products that remain when those with a vector are left out.</summary>
    internal static IReadOnlyList<Product> WithoutVectors(IReadOnlyList<Product> products) =>
        [.. products.Where(static p => p.Rows > 1 && p.Columns > 1 && p.Inner > 1)];

    /// <summary>All products once.</summary>
    internal void Run()
    {
        foreach (var (product, a, b, c) in _work)
            kernels.Multiply(product, a, b, c);
    }

    private static double[] Numbers(int count)
    {
        var numbers = new double[count];
        Draws.Gaussian(new Key(7), RandomStream.Data, 0, numbers);
        return numbers;
    }
}
