using System.Buffers.Binary;
using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Generated;

namespace Marginalia.Tests;

public class SafetensorsTests
{
    private static byte[] File(string header, params byte[] data) => [.. U32(Utf8(header).Length), .. U32(0), .. Utf8(header), .. data];

    private static Either<Error, Arr<(string Name, NumericArray Array)>> Read(byte[] bytes) => Safetensors.Parse(bytes, "a.safetensors").Bind(static f => f.LoadAll());

    [Theory]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F }, 1.5)]
    [InlineData("F32", new byte[] { 0, 0, 0xC0, 0x3F }, 1.5)]
    [InlineData("F16", new byte[] { 0, 0x3E }, 1.5)]
    [InlineData("BF16", new byte[] { 0xC0, 0x3F }, 1.5)]
    [InlineData("I64", new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, -1)]
    [InlineData("I8", new byte[] { 255 }, -1)]
    [InlineData("U8", new byte[] { 255 }, 255)]
    [InlineData("BOOL", new byte[] { 1 }, 1)]
    public void Every_type_is_read_exactly(string type, byte[] data, double expected) =>
        Assert.Equal(expected, Right(Read(File($$$"""{"w":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{data.Length}}}]}}""", data)))[0].Array.Values[0]);

    [Fact]
    public void A_header_with_metadata_blanks_and_any_order_is_read()
    {
        var file = Right(Safetensors.Parse(
            File("""{"b":{"shape":[],"data_offsets":[2,4],"dtype":"F16"}, "__metadata__":{"format":"pt"}, "a":{"dtype":"U8","shape":[1,2],"data_offsets":[0,2]}}   """, 1, 2, 0, 0x3C), "a"));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal("b, a", string.Join(", ", file.Entries.Map(static e => e.Name)));
        Assert.Equal(Vector.Of(1), Right(file.Load("b")).Values);
        Assert.Equal(Vector.Of(1, 2), Right(file.Load("a")).Values);
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_bit() => ForKeys(100, static key =>
    {
        var arrays = Enumerable.Range(0, Integer(key, "arrays", 0, 4)).Select(i => ($"layer.{i}.\"weight\" ä", NumericArray.Of(Inputs(key.At(i))))).ToList();
        arrays.Add(("half", NumericArray.Of(ElementType.BFloat16, Array(3), Vector.Of(1, -0.5, 3.0e38f is var x && x > 0 ? 2 : 0))));
        var bytes = Safetensors.ToBytes(arrays, Map(("key", "text")));
        Assert.Equal(arrays, Right(Read(bytes)));
        Assert.Equal(bytes, Safetensors.ToBytes(arrays, Map(("key", "text"))));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
    });

    [Fact]
    public void Narrow_types_round_to_the_nearest_even()
    {
        var read = Right(Read(Safetensors.ToBytes([("w", NumericArray.Of(ElementType.BFloat16, Array(7), Vector.Of(1 + (1 / 256.0), 1 + (3 / 256.0), 1 + (1 / 256.0) + 1e-12, 3.4e38, -1e-40, double.NaN, double.NegativeInfinity)))])));
        var values = read[0].Array.Values;
        Assert.Equal([1, 1 + (4 / 256.0), 1 + (2 / 256.0), double.PositiveInfinity, -Math.ScaleB(1, -133), double.NaN, double.NegativeInfinity], values.ToArray());
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "0 to 4", "2 entries of 4 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "two tensors named 'w'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "begins at 0", "ends at 4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at 4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[-4,4]}}""", "-4")]
    [InlineData("""{"w":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "byte 3 of 4")]
    [InlineData("""{"w":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}""", "byte 5 of 4")]
    [InlineData("""{"w":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""", "-4")]
    [InlineData("""{"w":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,4]}}""", "4294967296")]
    [InlineData("""{"w":{"dtype":"U8","shape":[2147483647,2147483647],"data_offsets":[0,4]}}""", "0 to 4")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1e3],"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"w":{"dtype":"U8","shape":4,"data_offsets":[0,4]}}""", "JSON")]
    [InlineData("""{"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4,8]}}""", "JSON")]
    [InlineData("""{"w":{"dtype":"U8","shape":[4]}}""", "lacks")]
    [InlineData("""{"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"more":1}}""", "more")]
    [InlineData("""{"w":{"dtype":"U8","shape":[4],"shape":[4],"data_offsets":[0,4]}}""", "shape")]
    [InlineData("""{"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}} x""", "JSON")]
    [InlineData("""{"w":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}""", "JSON")]
    [InlineData("""[1,2]""", "JSON")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "UTF-8")]
    public void A_header_that_does_not_fit_is_one_sentence(string header, params string[] texts) => Refused(Read(File(header, 1, 2, 3, 4)), "malformed", texts);

    [Fact]
    public void A_type_that_is_no_real_number_is_refused_by_name() =>
        Refused(Read(File("""{"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 1, 2, 3, 4)), "unsupported", "F8_E4M3");

    [Fact]
    public void Every_truncation_and_every_surplus_is_an_error()
    {
        var bytes = Safetensors.ToBytes([("w", NumericArray.Of(Vector.Of(1, 2))), ("b", NumericArray.Of(3))]);
        for (var length = 0; length < bytes.Length; length++)
            Refused(Read(bytes[..length]), "malformed");
        Refused(Read([.. bytes, 0]), "malformed");
    }

    [Fact]
    public void The_claimed_length_of_the_header_is_checked_before_memory_is_taken()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Read([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]), "malformed", "18446744073709551615");
        Refused(Read([0, 0, 0, 0x7F, 0, 0, 0, 0, 1]), "malformed", "2130706432");
        Refused(Safetensors.Parse(File("{}" + new string(' ', 5000)), "a", new(10, 10, 1000)), "malformed", "5002", "limit");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_file_larger_than_memory_is_opened_and_read_tensor_by_tensor()
    {
        // 6 GB that take no room on the disk; only the last tensor is read.
        const long big = 3_000_000_000;
        var header = Utf8($$$"""{"a":{"dtype":"U8","shape":[30,50000000,2],"data_offsets":[0,{{{big}}}]},"b":{"dtype":"U8","shape":[30,50000000,2],"data_offsets":[{{{big}}},{{{2 * big}}}]},"c":{"dtype":"F64","shape":[1],"data_offsets":[{{{2 * big}}},{{{(2 * big) + 8}}}]}}""");
        using var folder = new Folder();
        var path = folder.Put("big.safetensors", [.. U32(header.Length), .. U32(0), .. header]);
        using (var stream = new FileStream(path, FileMode.Open))
        {
            stream.Seek(8 + header.Length + (2 * big), SeekOrigin.Begin);
            stream.Write(F64(2.5));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = Right(Safetensors.Open(path));
        Assert.Equal(2.5, Right(file.Load("c")).Values[0]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }
}
