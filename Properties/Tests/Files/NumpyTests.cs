using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Generated;

namespace Marginalia.Tests;

public class NumpyTests
{
    private static Map<string, NumericArray> Read(string name) => Right(Npz.Read(Fixtures.Path(name)));

    [Theory]
    [InlineData("arrays-stored.npz")]
    [InlineData("arrays-deflated.npz")]
    public void Arrays_that_NumPy_saved_are_read(string name)
    {
        var arrays = Read(name);
        Assert.Equal(11, arrays.Count);
        Assert.Equal([-9007199254740992, 0, 9007199254740992], arrays["i8"].Values.ToArray());
        Assert.Equal([-3, -2, -1, 0, 1, 2], arrays["i4"].Values.ToArray());
        Assert.Equal([250, 251, 252, 253, 254, 255], arrays["u1"].Values.ToArray());
        Assert.Equal([1, 0], arrays["b"].Values.ToArray());
        Assert.Equal((0, Math.PI), (arrays["scalar"].Shape.Count, arrays["scalar"].Values[0]));
        Assert.Equal([0, 3], arrays["empty"].Shape.ToArray());
        Assert.Equal(Enumerable.Range(0, 24).Select(static i => (double)i), arrays["fortran"].Values.ToArray());
        Assert.Equal([2, 3, 4], arrays["fortran"].Shape.ToArray());
        Assert.Equal([0, 1, 2], arrays["big"].Values.ToArray());
        Assert.Equal(
            [ElementType.Float64, ElementType.Float32, ElementType.Float16, ElementType.Boolean],
            new[] { "f8", "f4", "f2", "b" }.Select(n => arrays[n].Type));
        // numpy.random.default_rng(7).standard_normal(1)
        Assert.Equal(0.0012301533574825742, arrays["f8"].Values[0]);
    }

    [Fact]
    public void Stored_and_deflated_files_hold_the_same_arrays() => Assert.Equal(Read("arrays-stored.npz"), Read("arrays-deflated.npz"));

    [Fact]
    public void A_version_2_header_that_NumPy_wrote_is_read() =>
        Assert.Equal(Read("arrays-stored.npz")["f8"], Right(Npy.Read(Fixtures.Path("version2.npy"))));

    [Fact]
    public void Pickled_objects_and_records_are_refused()
    {
        Refused(Npy.Read(Fixtures.Path("objects.npy")), "unsupported", "objects.npy", "pickled");
        Refused(Npy.Read(Fixtures.Path("records.npy")), "unsupported", "records.npy", "one plain array");
    }

    [Fact]
    public void Our_files_are_those_that_NumPy_would_write()
    {
        using var foreign = new System.IO.Compression.ZipArchive(new MemoryStream(Fixtures.Bytes("arrays-stored.npz")));
        foreach (var (name, array) in Read("arrays-stored.npz").Filter(static (n, _) => n is not ("fortran" or "big")))
        {
            var bytes = new MemoryStream();
            using (var stream = foreign.GetEntry(name + ".npy")!.Open())
                stream.CopyTo(bytes);
            // NumPy pads the header of version 1 for growth, so it may be longer than ours by a block; the content is the same.
            var (theirs, ours) = (bytes.ToArray(), Npy.ToBytes(array));
            Assert.Equal(theirs[(10 + theirs[8] + (256 * theirs[9]))..], ours[(10 + ours[8] + (256 * ours[9]))..]);
            Assert.StartsWith(System.Text.Encoding.Latin1.GetString(ours, 10, ours[8]).TrimEnd(), System.Text.Encoding.Latin1.GetString(theirs, 10, theirs[8]), StringComparison.Ordinal);
        }
    }
}
