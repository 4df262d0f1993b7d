using Marginalia.Numerics;
using Xunit;

namespace Marginalia.Tests;

public sealed class KernelVectorProductTests
{
    private static readonly int[] Outputs = [8, 9, 31, 32, 33, 40, 63, 100, 1023, 1024, 1025, 1029, 1032, 2055];
    private static readonly int[] Inners = [1, 7, 8, 9, 15, 64, 255, 256, 257, 264, 520];

    [Fact]
    public void Products_of_large_matrices_with_vectors_equal_the_reference_to_the_bit_along_rows_and_along_columns()
    {
        var (reference, kernels) = (new ReferenceKernels(), new PortableKernels());
        foreach (var outputs in Outputs)
        {
            foreach (var inner in Inners)
            {
                for (var form = 0; form < 4; form++)
                {
                    var (asColumn, turned) = (form % 2 == 0, form >= 2);
                    var product = asColumn ? new Product(outputs, 1, inner, TransposeA: turned) : new Product(1, outputs, inner, TransposeB: turned);
                    var made = KernelCase.Ordinary(product, (outputs + inner) % 10);
                    Assert.Null(made.Difference(made.Run(reference), made.Run(kernels)));
                }
            }
        }
    }

    [Fact]
    public void Where_a_matrix_lies_in_memory_never_changes_a_bit()
    {
        const int Side = 512;
        var kernels = new PortableKernels();
        var random = new Random(5);
        double[] numbers = [.. Enumerable.Range(0, Side * Side).Select(_ => random.NextDouble() - 0.5)];
        var (vector, expected, shifted) = (numbers[..Side], new double[Side], new double[(Side * Side) + 8]);
        foreach (var product in new Product[] { new(Side, 1, Side), new(Side, 1, Side, TransposeA: true) })
        {
            kernels.Multiply(product, numbers, vector, expected);
            for (var shift = 0; shift < 8; shift++)
            {
                numbers.CopyTo(shifted, shift);
                var actual = new double[Side];
                kernels.Multiply(product, shifted.AsSpan(shift, Side * Side), vector, actual);
                Assert.Equal(expected, actual);
            }
        }
    }
}
