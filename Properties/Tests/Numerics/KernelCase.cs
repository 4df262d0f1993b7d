using Marginalia.Numerics;

namespace Marginalia.Tests;

/// <summary>A generated product with all its inputs: shapes biased to 0, 1, primes and widths of tiles, entries to signs, zeros and extremes.</summary>
internal sealed record KernelCase(int Seed, Product Product, double[] A, double[] B, double[] C, double[] Operand, double[] Bias, int Form)
{
    private static readonly int[] Sides = [0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 53, 64, 67, 96, 101];
    private static readonly int[] LongSides = [255, 256, 257, 399, 511, 512, 513, 801, 1201];
    private static readonly double[] Rare =
        [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -1e-310, 1e-200, -1e200, 1.7e308, double.MinValue];

    internal static KernelCase Generate(int seed, bool longInner = false)
    {
        var random = new Random(seed);
        int Side() => Sides[random.Next(Sides.Length)];
        var (m, n, k) = (Side(), Side(), longInner ? LongSides[random.Next(LongSides.Length)] : Side());
        var scale = random.Next(3) switch { 0 => 0.3, 1 => -2, _ => 1.0 };
        var product = new Product(m, n, k, random.Next(2) == 1, random.Next(2) == 1, scale);
        var rare = random.Next(3) switch { 0 => 0.02, 1 => 0.3, _ => 0 };
        double[] Draw(int length) =>
            [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() < rare ? Rare[random.Next(Rare.Length)] : (random.NextDouble() * 2) - 1)];
        return new(seed, product, Draw(product.LengthA), Draw(product.LengthB), Draw(product.LengthC), Draw(product.LengthC), Draw(n), random.Next(10));
    }

    /// <summary>A product of a given shape with entries between -1/2 and 1/2.</summary>
    internal static KernelCase Ordinary(Product product, int form)
    {
        var random = new Random(product.Rows);
        double[] Draw(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
        return new(product.Rows, product, Draw(product.LengthA), Draw(product.LengthB), Draw(product.LengthC), Draw(product.LengthC), Draw(product.Columns), form);
    }

    /// <summary>C after the product with the epilogue of the case; forms 8 and 9 add to C itself.</summary>
    internal double[] Run(Kernels kernels)
    {
        var c = (double[])C.Clone();
        kernels.Multiply(Product, A, B, c, Form switch
        {
            0 => Epilogue.Store,
            1 => Epilogue.Activate(Bias),
            2 => Epilogue.Activate(Bias, 0),
            3 => Epilogue.Activate([], 0.1),
            4 => Epilogue.Mask(Operand),
            5 => Epilogue.Mask(Operand, 0.2),
            6 => Epilogue.Multiply(Operand),
            7 => Epilogue.Add(Operand, -0.7),
            8 => Epilogue.Add(c),
            _ => Epilogue.Add(c, 0.9),
        });
        return c;
    }

    /// <summary>Where two results first differ, or null. All NaN count as one: which of several is handed on is up to the processor.</summary>
    internal string? Difference(double[] expected, double[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            var same = BitConverter.DoubleToInt64Bits(expected[i]) == BitConverter.DoubleToInt64Bits(actual[i]);
            if (!same && !(double.IsNaN(expected[i]) && double.IsNaN(actual[i])))
                return $"seed {Seed}: {Product}, form {Form}, entry {i}: expected {expected[i]:R}, got {actual[i]:R}";
        }

        return null;
    }
}
