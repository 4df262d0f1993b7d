using Marginalia.Data;
using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Generated;

namespace Marginalia.Tests;

public class IdxTests
{
    [Theory]
    [InlineData(0x08, new byte[] { 255 }, 255)]
    [InlineData(0x09, new byte[] { 255 }, -1)]
    [InlineData(0x0B, new byte[] { 0xFF, 0xFE }, -2)]
    [InlineData(0x0C, new byte[] { 0x7F, 0xFF, 0xFF, 0xFF }, 2147483647)]
    [InlineData(0x0D, new byte[] { 0x3F, 0xC0, 0, 0 }, 1.5)]
    [InlineData(0x0E, new byte[] { 0x3F, 0xF8, 0, 0, 0, 0, 0, 0 }, 1.5)]
    public void Every_type_is_read_big_endian(byte type, byte[] data, double expected)
    {
        Assert.Equal(Vector.Of(expected), Right(Idx.Parse(IdxBytes(type, [1], data), "a")).Values);
        Assert.Equal(Vector.Of(expected), Right(Idx.Parse(Gzip(IdxBytes(type, [1], data)), "a")).Values);
    }

    [Fact]
    public void Bad_magic_numbers_types_and_axes_are_one_sentence()
    {
        Refused(Idx.Parse([1, 0, 8, 1, 0, 0, 0, 0], "a"), "malformed", "01 00 08 01");
        Refused(Idx.Parse(IdxBytes(0x0A, [1], [0]), "a"), "malformed", "0x0a");
        Refused(Idx.Parse([0, 0, 8, 0, 7], "a"), "malformed", "0 axes");
        Refused(Idx.Parse([0, 0, 8, 255, 7], "a"), "malformed", "255 axes");
    }

    [Fact]
    public void Every_truncation_and_every_surplus_is_an_error()
    {
        var bytes = IdxBytes(8, [2, 3], [1, 2, 3, 4, 5, 6]);
        for (var length = 0; length < bytes.Length; length++)
            Refused(Idx.Parse(bytes[..length], "a"), "malformed");
        Refused(Idx.Parse([.. bytes, 0], "a"), "malformed", "2 x 3");
        var gzip = Gzip(bytes);
        for (var length = 0; length < gzip.Length; length++)
            Refused(Idx.Parse(gzip[..length], "a.gz"), "malformed");
    }

    [Fact]
    public void Huge_claims_are_refused_before_memory_is_taken()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Idx.Parse(IdxBytes(8, [60000, 28, 28], [1]), "a"), "malformed", "47040000");
        Refused(Idx.Parse(IdxBytes(8, [int.MaxValue, int.MaxValue, int.MaxValue], [1]), "a"), "malformed", "10^18");
        Refused(Idx.Parse(IdxBytes(8, [-1], [1]), "a"), "malformed", "4294967295");
        Refused(Idx.Parse(Gzip(IdxBytes(8, [60000, 28, 28], [1])), "a"), "malformed");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }

    [SharedDataFact("mnist-t10k-images-idx3-ubyte.gz", "mnist-t10k-labels-idx1-ubyte.gz")]
    public void The_MNIST_test_images_are_read()
    {
        var specification = SharedData.Path("mnist-t10k-images-idx3-ubyte.gz") + "," + SharedData.Path("mnist-t10k-labels-idx1-ubyte.gz");
        var data = DatasetTests.Valid(DataCatalog.Load(specification, new Key(0)));
        Assert.Equal((10_000, 784, 10), (data.Count, data.InputSize, data.OutputCount));
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], ((Targets.Classes)data.Targets).Labels.ToArray()[..10]);
        var summary = DataSummary.Of(data);
        Assert.Equal((0.0, 1.0), (summary.Minimum, summary.Maximum));
        Assert.Equal(0.13251463, summary.Mean, 1e-7);
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], summary.TargetCounts.ToArray());
        Assert.Contains("/ 255", data.Provenance);
        Assert.DoesNotContain("/work", data.Provenance);
        Assert.DoesNotContain(Path.DirectorySeparatorChar, data.Name);
    }
}
