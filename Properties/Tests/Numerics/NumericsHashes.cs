using System.Runtime.InteropServices;
using Marginalia.Numerics;

namespace Marginalia.Tests;

/// <summary>Hashes of what the portable numerics compute; small, because fused multiply-add in software is a hundred times slower.</summary>
internal static class NumericsHashes
{
    internal static IEnumerable<string> Lines()
    {
        foreach (var function in ElementaryFunction.All)
        {
            var x = Arguments(function.Name.Length);
            var y = new double[x.Length];
            function.Spans(x, y);
            yield return Line(function.Name, y);
        }

        yield return Line("pow", [.. Arguments(1).Zip(Arguments(2), Elementary.Pow)]);
        foreach (var (name, values) in FloorResults.All())
            yield return Line(name, values);

        foreach (var kernels in new Kernels[] { new PortableKernels(), new PortableKernels(2), new ReferenceKernels() })
        {
            var name = $"{kernels.Name}-{kernels.Threads}";
            for (var seed = 100; seed < 140; seed++)
                yield return Line($"{name}-product-{seed}", KernelCase.Generate(seed).Run(kernels));
            var (x, y) = (Ordinary(1, 1003), Ordinary(2, 1003));
            yield return Line($"{name}-reductions", [kernels.Dot(x, y), kernels.Sum(x), kernels.Norm(x)]);
            var c = new double[80 * 72];
            kernels.Multiply(new Product(80, 72, 59, false, true), Ordinary(3, 80 * 59), Ordinary(4, 72 * 59), c);
            yield return Line($"{name}-shared-product", c);
        }
    }

    private static double[] Ordinary(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (random.NextDouble() * 2) - 1)];
    }

    /// <summary>Numbers of every magnitude and sign, most of them near 1.</summary>
    private static double[] Arguments(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 300).Select(i => i % 5 == 0 ? Math.ScaleB(random.NextDouble() - 0.5, random.Next(-1080, 1024)) : (random.NextDouble() * 16) - 8)];
    }

    /// <summary>FNV-1a, 64 bits; all NaN count as one.</summary>
    private static string Line(string name, double[] values)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in MemoryMarshal.Cast<double, ulong>(values))
        {
            var bits = double.IsNaN(BitConverter.UInt64BitsToDouble(value)) ? 0x7FF8000000000000 : value;
            for (var shift = 0; shift < 64; shift += 8)
                hash = (hash ^ ((bits >> shift) & 255)) * 1099511628211UL;
        }

        return $"{name} {hash:x16}";
    }
}
