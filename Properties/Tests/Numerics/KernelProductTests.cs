using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class KernelProductTests
{
    private static readonly ReferenceKernels Reference = new();

    [Fact]
    public void Packed_products_equal_the_reference_to_the_bit_for_all_shapes_transposes_and_epilogues()
    {
        var kernels = new PortableKernels();
        for (var seed = 0; seed < 3000; seed++)
            AssertSame(KernelCase.Generate(seed), kernels);
    }

    [Fact]
    public void Products_with_an_inner_side_of_several_blocks_equal_the_reference_to_the_bit()
    {
        var kernels = new PortableKernels();
        for (var seed = 10_000; seed < 10_060; seed++)
            AssertSame(KernelCase.Generate(seed, longInner: true), kernels);
    }

    [Fact]
    public void Products_with_long_vectors_equal_the_reference_to_the_bit()
    {
        var kernels = new PortableKernels();
        foreach (var product in new Product[]
        {
            new(1, 1300, 37), new(1, 511, 8), new(1, 513, 7), new(1300, 1, 37, true), new(1031, 1, 50), new(1, 1031, 9, false, true), new(1, 40, 3000, true, true), new(24, 1, 1203),
        })
        {
            for (var form = 0; form < 10; form++)
                AssertSame(KernelCase.Ordinary(product, form), kernels);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Threads_never_change_a_bit(int threads)
    {
        var (one, several) = (new PortableKernels(), new PortableKernels(threads));
        foreach (var product in new Product[]
        {
            new(70, 90, 80), new(90, 70, 80, true), new(257, 129, 33, false, true), new(8, 640, 120), new(640, 8, 120, true, true), new(600, 410, 900), new(2, 2, 90_000),
        })
        {
            var made = KernelCase.Ordinary(product, 9);
            for (var repeat = 0; repeat < 3; repeat++)
                Assert.Null(made.Difference(made.Run(one), made.Run(several)));
        }
    }

    [Fact]
    public void Threads_that_share_an_instance_do_not_disturb_each_other()
    {
        var kernels = new PortableKernels(2);
        var cases = Enumerable.Range(500, 12).Select(static seed => KernelCase.Generate(seed, longInner: true)).ToArray();
        var expected = Array.ConvertAll(cases, static made => made.Run(Reference));
        Parallel.For(0, 200, i => Assert.Null(cases[i % 12].Difference(expected[i % 12], cases[i % 12].Run(kernels))));
    }

    [Fact]
    public void A_steady_run_allocates_nothing()
    {
        var kernels = new PortableKernels(2);
        var made = new[] { 3, 11, 12, 40 }.Select(static seed => KernelCase.Generate(seed)).ToArray();
        var (a, b, c) = (new double[100 * 90], new double[90 * 80], new double[100 * 80]);
        void Step()
        {
            kernels.Multiply(new Product(100, 80, 90), a, b, c, Epilogue.Add(c, 0.5));
            foreach (var small in made)
                kernels.Multiply(small.Product, small.A, small.B, small.C);
            kernels.Norm(a);
            kernels.Dot(b, b);
        }

        Step();
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
            Step();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Waiting_threads_do_not_keep_forgotten_kernels_alive()
    {
        var kernels = Forgotten();
        for (var i = 0; i < 200 && kernels.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(5);
        }

        Assert.False(kernels.IsAlive);
    }

    private static WeakReference Forgotten()
    {
        var kernels = new PortableKernels(3);
        kernels.Multiply(new Product(100, 100, 100), new double[10_000], new double[10_000], new double[10_000]);
        return new WeakReference(kernels);
    }

    [Fact]
    public void Spans_that_do_not_fit_and_targets_that_overlap_are_refused_before_anything_is_computed()
    {
        foreach (Kernels kernels in new Kernels[] { new PortableKernels(), new ReferenceKernels() })
        {
            var memory = new double[100];
            Assert.Throws<ArgumentException>(() => kernels.Multiply(new Product(2, 3, 4), new double[7], new double[12], new double[6]));
            Assert.Throws<ArgumentException>(() => kernels.Multiply(new Product(2, 3, 4), new double[8], new double[12], new double[5]));
            Assert.Throws<ArgumentException>(() => kernels.Multiply(new Product(2, -3, 4), new double[8], [], []));
            Assert.Throws<ArgumentException>(() => kernels.Multiply(new Product(65536, 65536, 65536), [], [], []));
            Assert.Throws<ArgumentException>(() => kernels.Multiply(new Product(2, 3, 4), new double[8], new double[12], new double[6], Epilogue.Activate(new double[2])));
            Assert.Throws<ArgumentException>(() => kernels.Multiply(new Product(2, 3, 4), new double[8], new double[12], new double[6], Epilogue.Mask(new double[5])));
            Assert.Throws<ArgumentException>(() => kernels.Multiply(new Product(2, 3, 4), memory.AsSpan(0, 8), new double[12], memory.AsSpan(7, 6)));
            Assert.Throws<ArgumentException>(() => kernels.Multiply(new Product(2, 3, 4), new double[8], new double[12], memory.AsSpan(0, 6), Epilogue.Add(memory.AsSpan(1, 6))));
            Assert.Throws<ArgumentException>(() => kernels.Dot(new double[2], new double[3]));
            Assert.Throws<ArgumentException>(() => kernels.ScaleAdd(1, new double[2], 1, new double[2], new double[3]));
            Assert.Throws<ArgumentException>(() => kernels.ColumnSums(2, 3, new double[6], new double[2]));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new PortableKernels(0));
    }

    private static void AssertSame(KernelCase made, Kernels kernels) =>
        Assert.Null(made.Difference(made.Run(Reference), made.Run(kernels)));
}
