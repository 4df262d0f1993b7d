using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class KernelReductionTests
{
    private static readonly ReferenceKernels Reference = new();
    private static readonly PortableKernels Portable = new();

    private static double[] Vector(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.Next(12) switch
    {
        0 => 0,
        1 => -0.0,
        2 => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-1070, 1000)),
        _ => (random.NextDouble() * 2) - 1,
    })];

    [Fact]
    public void Reductions_and_sweeps_equal_the_reference_to_the_bit_at_every_length()
    {
        for (var length = 0; length <= 150; length++)
        {
            var random = new Random(length);
            var (x, y, u, v) = (Vector(random, length), Vector(random, length), new double[length], new double[length]);
            AssertSame(Reference.Dot(x, y), Portable.Dot(x, y), $"dot, length {length}");
            AssertSame(Reference.Sum(x), Portable.Sum(x), $"sum, length {length}");
            AssertSame(Reference.Norm(x), Portable.Norm(x), $"norm, length {length}");
            Reference.ScaleAdd(0.3, x, -1.7, y, u);
            Portable.ScaleAdd(0.3, x, -1.7, y, v);
            Assert.True(Bits.Equal(u, v), $"scaled sum, length {length}");
            Portable.ScaleAdd(0.3, x, -1.7, y);
            Assert.True(Bits.Equal(u, y), $"scaled sum in place, length {length}");
        }
    }

    [Fact]
    public void Column_sums_equal_the_reference_to_the_bit()
    {
        var random = new Random(1);
        foreach (var rows in new[] { 0, 1, 2, 9, 30 })
        {
            for (var columns = 0; columns < 90; columns++)
            {
                var (a, u, v) = (Vector(random, rows * columns), new double[columns], new double[columns]);
                v.AsSpan().Fill(7);
                Reference.ColumnSums(rows, columns, a, u);
                Portable.ColumnSums(rows, columns, a, v);
                Assert.True(Bits.Equal(u, v), $"{rows} x {columns}");
            }
        }
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    [InlineData(1.7e308)]
    [InlineData(5e-324)]
    [InlineData(1.0)]
    public void Norm_neither_overflows_nor_underflows(double unit)
    {
        foreach (Kernels kernels in new Kernels[] { Reference, Portable })
        {
            Assert.Equal(unit, kernels.Norm([unit]));
            Assert.Equal(unit, kernels.Norm([0, -unit, 0]));
            if (unit < 1e300)
                Assert.Equal(5 * unit, kernels.Norm([3 * unit, -4 * unit]), 1e-15 * unit);
        }
    }

    /// <summary>Around the borders of the range in which a norm needs no scale, zeros, ties and entries of far different size included.</summary>
    [Fact]
    public void Norm_has_the_bits_of_the_reference_whatever_the_range_of_its_entries()
    {
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var (center, spread) = (random.Next(-1060, 1010), random.Next(4) switch { 0 => 0, 1 => 3, 2 => 60, _ => 600 });
            double[] x = [.. Enumerable.Range(0, random.Next(1, 90)).Select(_ => random.Next(5) switch
            {
                0 => 0,
                1 => Math.ScaleB(random.Next(-9, 10), center),
                _ => Math.ScaleB(random.NextDouble() - 0.5, center + random.Next(-spread, spread + 1)),
            })];
            AssertSame(Reference.Norm(x), Portable.Norm(x), $"norm, seed {seed}");
        }
    }

    [Fact]
    public void Norm_of_nothing_is_zero_and_broken_entries_show()
    {
        foreach (Kernels kernels in new Kernels[] { Reference, Portable })
        {
            AssertSame(0, kernels.Norm([]), "norm of nothing");
            AssertSame(0, kernels.Sum([]), "sum of nothing");
            AssertSame(0, kernels.Dot([], []), "inner product of nothing");
            foreach (var length in new[] { 1, 8, 9, 20 })
            {
                var x = Enumerable.Repeat(1.0, length).ToArray();
                x[^1] = double.NegativeInfinity;
                Assert.Equal(double.PositiveInfinity, kernels.Norm(x));
                x[0] = double.NaN;
                Assert.True(double.IsNaN(kernels.Norm(x)));
            }
        }
    }

    [Fact]
    public void Sums_are_closer_to_the_exact_value_than_the_worst_case_of_a_plain_loop()
    {
        var random = new Random(9);
        var x = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToArray();
        var exact = (double)x.Aggregate(decimal.Zero, static (sum, value) => sum + (decimal)value);
        Assert.InRange(Math.Abs(Portable.Sum(x) - exact) / exact, 0, 10_000 / 16 * 1.2e-16);
    }

    private static void AssertSame(double expected, double actual, string what) =>
        Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual), $"{what}: expected {expected:R}, got {actual:R}");
}
