using FsCheck;
using FsCheck.Fluent;
using Marginalia.Native;
using Marginalia.Numerics;
using Xunit;
using Gen = FsCheck.Fluent.Gen;

namespace Marginalia.Tests;

public sealed class MklProductTests
{
    private static readonly ReferenceKernels Reference = new();

    // Of a branch with vectors as wide as ours, so that large products do go to MKL whatever this processor has.
    private static MklKernels Mkl(int threads = 1) => new(new PortableKernels(threads), ((MklDiscovery.Found)NativeMkl.Discovery).Library with { Branch = "AVX-512" });

    private static bool UsesMkl(Product p) => MklCrossover.UsesMkl(p, MklCrossover.WhereEquallyWide);

    private static readonly Gen<int> Sizes = Gen.Frequency((3, Gen.Choose(8, 40)), (2, Gen.Choose(41, 170)), (1, Gen.Elements(128, 256, 130)));

    private static readonly Gen<(Product Product, Epilogue.Form Form, double Slope, ulong Seed)> Cases =
        from m in Sizes
        from n in Sizes
        from k in Sizes
        from transposeA in Gen.Elements(true, false)
        from transposeB in Gen.Elements(true, false)
        from scale in Gen.Elements(1, -0.5, 1.0 / 128)
        from form in Gen.Elements(Enum.GetValues<Epilogue.Form>())
        from slope in Gen.Elements(0, 1, 0.1)
        from seed in Gen.Choose(0, int.MaxValue)
        select (new Product(m, n, k, transposeA, transposeB, scale), form, slope, (ulong)seed);

    private static double[] Draw(ulong seed, int stream, int length)
    {
        var values = new double[length];
        Draws.Gaussian(new Key(seed), RandomStream.Data, (ulong)stream, values);
        return values;
    }

    private static Epilogue Of(Epilogue.Form form, double slope, double[] operand, int columns) => form switch
    {
        Epilogue.Form.Activate => Epilogue.Activate(operand.AsSpan(0, columns), slope),
        Epilogue.Form.Mask => Epilogue.Mask(operand, slope),
        Epilogue.Form.Multiply => Epilogue.Multiply(operand),
        Epilogue.Form.Add => Epilogue.Add(operand, slope),
        _ => Epilogue.Store,
    };

    /// <summary>The product that MKL computes whatever the crossover says, as the kernels do above it.</summary>
    private static double[] ByMkl(Product p, double[] a, double[] b, Epilogue epilogue)
    {
        var c = new double[p.LengthC];
        MklGemm.RequireShapes(p, a, b, c, epilogue);
        MklGemm.Run(p, a, b, c, threads: 1);
        EpiloguePass.Run(p.Columns, c, c, epilogue, p.Scale);
        return c;
    }

    private static double Norm(ReadOnlySpan<double> x) => Reference.Norm(x);

    [MklFact]
    public void Products_with_every_transpose_and_epilogue_agree_with_the_reference_kernels_to_1e13_in_norm() =>
        Prop.ForAll(Cases.ToArbitrary(), static x =>
        {
            var (p, form, slope, seed) = x;
            var (a, b, operand) = (Draw(seed, 1, p.LengthA), Draw(seed, 2, p.LengthB), Draw(seed, 3, Math.Max(p.LengthC, p.Columns)));
            operand = operand[..p.LengthC];
            var expected = new double[p.LengthC];
            Reference.Multiply(p, a, b, expected, Of(form, slope, operand, p.Columns));
            var actual = ByMkl(p, a, b, Of(form, slope, operand, p.Columns));
            var error = Norm([.. actual.Zip(expected, static (u, v) => u - v)]);
            var scale = Math.Max(Norm(expected), Math.Abs(p.Scale) * Norm(a) * Norm(b) / Math.Sqrt(p.Inner));
            return (error <= 1e-13 * scale).Label($"error {error:R} against {scale:R}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [MklFact]
    public void A_product_gives_the_same_bits_again_and_at_every_alignment_of_its_arrays()
    {
        foreach (var p in new Product[] { new(128, 256, 784), new(256, 784, 128, TransposeA: true), new(128, 784, 256, TransposeB: true), new(300, 10, 3001) })
        {
            var (a, b) = (Draw(5, 1, p.LengthA), Draw(5, 2, p.LengthB));
            var first = ByMkl(p, a, b, Epilogue.Store);
            for (var shift = 0; shift < 8; shift++)
            {
                double[] shiftedA = [.. new double[shift], .. a], shiftedB = [.. new double[7 - shift], .. b], shiftedC = new double[p.LengthC + shift];
                MklGemm.Run(p, shiftedA.AsSpan(shift), shiftedB.AsSpan(7 - shift), shiftedC.AsSpan(shift), threads: 1);
                Assert.Equal(Vector.Of(first), Vector.Of(shiftedC.AsSpan(shift)));
            }
        }
    }

    [MklFact]
    public void Equal_products_on_two_threads_at_once_give_the_bits_of_one()
    {
        Product p = new(200, 150, 300);
        var (a, b) = (Draw(6, 1, p.LengthA), Draw(6, 2, p.LengthB));
        var alone = ByMkl(p, a, b, Epilogue.Store);
        var together = new double[4][];
        Parallel.For(0, 4, i => together[i] = ByMkl(p, a, b, Epilogue.Store));
        Assert.All(together, c => Assert.Equal(Vector.Of(alone), Vector.Of(c)));
    }

    /// <summary>Runs that observe the gradient rely on it: they take the update apart into the product and the addition.</summary>
    [MklFact]
    public void A_scaled_product_added_to_a_base_has_the_bits_of_the_plain_product_scaled_and_added_afterwards()
    {
        Product p = new(330, 340, 350, TransposeA: true, Scale: 0.3);
        var kernels = Mkl();
        var (a, b, start) = (Draw(11, 1, p.LengthA), Draw(11, 2, p.LengthB), Draw(11, 3, p.LengthC));
        var (whole, plain, parts) = (new double[p.LengthC], new double[p.LengthC], new double[p.LengthC]);
        Assert.True(UsesMkl(p));
        kernels.Multiply(p, a, b, whole, Epilogue.Add(start, 0.9));
        kernels.Multiply(p with { Scale = 1 }, a, b, plain);
        kernels.ScaleAdd(0.9, start, p.Scale, plain, parts);
        Assert.Equal(Vector.Of(whole), Vector.Of(parts));
    }

    [MklFact]
    public void A_large_product_has_the_same_bits_for_every_number_of_threads()
    {
        foreach (var p in new Product[] { new(700, 300, 301), new(300, 703, 302, true), new(301, 702, 303, false, true), new(900, 300, 311, true, true) })
        {
            Assert.True(MklCrossover.Slices(p) > 1);
            var (a, b) = (Draw(9, 1, p.LengthA), Draw(9, 2, p.LengthB));
            var one = new double[p.LengthC];
            Mkl().Multiply(p, a, b, one);
            foreach (var threads in new[] { 2, 3, 8 })
            {
                var several = new double[p.LengthC];
                Mkl(threads).Multiply(p, a, b, several);
                Assert.Equal(Vector.Of(one), Vector.Of(several));
            }

            var expected = new double[p.LengthC];
            new PortableKernels().Multiply(p, a, b, expected);
            Assert.True(Norm([.. one.Zip(expected, static (u, v) => u - v)]) <= 1e-13 * Norm(expected));
        }
    }

    [MklFact]
    public void The_kernels_hand_large_products_to_MKL_and_small_ones_to_their_own_kernels()
    {
        var kernels = Mkl();
        foreach (var p in new Product[] { new(330, 330, 330), new(10, 12, 9), new(1, 4096, 4096), new(330, 330, 330, Scale: 0) })
        {
            var (a, b) = (Draw(7, 1, p.LengthA), Draw(7, 2, p.LengthB));
            double[] actual = new double[p.LengthC], own = new double[p.LengthC];
            kernels.Multiply(p, a, b, actual);
            Reference.Multiply(p, a, b, own);
            Assert.Equal(Vector.Of(UsesMkl(p) ? ByMkl(p, a, b, Epilogue.Store) : own), Vector.Of(actual));
        }
    }

    [Theory]
    [InlineData("AUTO", true, false)]
    [InlineData("AVX2", true, false)]
    [InlineData("AVX-512", true, true)]
    [InlineData("AVX2", false, true)]
    [InlineData("AUTO", false, true)]
    public void No_product_goes_to_an_MKL_of_narrower_vectors(string branch, bool oursAreWide, bool expected) =>
        Assert.Equal(expected, MklCrossover.UsesMkl(new(4096, 4096, 4096), MklCrossover.From(branch, oursAreWide)));

    [MklFact]
    public void An_addend_that_is_the_result_itself_gives_the_bits_of_one_that_lies_elsewhere()
    {
        Product p = new(350, 340, 330, Scale: -0.25);
        var (a, b, w) = (Draw(8, 1, p.LengthA), Draw(8, 2, p.LengthB), Draw(8, 3, p.LengthC));
        double[] apart = new double[p.LengthC], inPlace = [.. w];
        Mkl().Multiply(p, a, b, apart, Epilogue.Add(w, 0.75));
        Mkl().Multiply(p, a, b, inPlace, Epilogue.Add(inPlace, 0.75));
        Assert.Equal(Vector.Of(apart), Vector.Of(inPlace));
    }

    [MklFact]
    public void A_span_of_the_wrong_length_is_refused_before_MKL_is_called()
    {
        Product p = new(350, 340, 330);
        double[] a = new double[p.LengthA], b = new double[p.LengthB], c = new double[p.LengthC];
        var kernels = Mkl();
        Assert.Throws<ArgumentException>(() => kernels.Multiply(p, a.AsSpan(1), b, c));
        Assert.Throws<ArgumentException>(() => kernels.Multiply(p, a, b.AsSpan(1), c));
        Assert.Throws<ArgumentException>(() => kernels.Multiply(p, a, b, c.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => kernels.Multiply(p, a, b, c, Epilogue.Mask(c.AsSpan(1))));
        Assert.Throws<ArgumentException>(() => kernels.Multiply(p, a, b, c, Epilogue.Activate(c.AsSpan(0, 3))));
    }
}
