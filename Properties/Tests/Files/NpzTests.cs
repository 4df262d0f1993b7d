using System.Buffers.Binary;
using System.IO.Compression;
using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Generated;

namespace Marginalia.Tests;

public class NpzTests
{
    private static readonly byte[] X = NpyBytes("'<f8'", "(2, 2)", F64(1, 2, 3, 4)), Y = NpyBytes("'|u1'", "(2,)", [0, 1]);

    private static Either<Error, Map<string, NumericArray>> Read(byte[] bytes) => Npz.Parse(bytes, "a.npz").Bind(static f => f.LoadAll()).Map(static all => toMap(all));

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Stored_and_deflated_members_of_a_foreign_program_are_read(CompressionLevel level)
    {
        var arrays = Right(Read(Zip(level, ("x.npy", X), ("y.npy", Y))));
        Assert.Equal(Vector.Of(1, 2, 3, 4), arrays["x"].Values);
        Assert.Equal(ElementType.UInt8, arrays["y"].Type);
    }

    [Fact]
    public void The_table_of_contents_names_types_and_shapes_without_reading_entries()
    {
        var huge = NpyBytes("'<f8'", "(300000, 4)", new byte[300_000 * 32]);
        var bytes = Zip(CompressionLevel.Optimal, ("w.npy", huge));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = Right(Npz.Parse(bytes, "a.npz"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal(("w", ElementType.Float64, 1_200_000L), (file.Entries[0].Name, file.Entries[0].Type, file.Entries[0].Count));
        Assert.Equal(1_200_000, Right(file.Load("w")).Values.Length);
        Refused(file.Load("v"), "unknownName", "v", "w");
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_bit_here_and_by_the_platforms_zip_reader() => ForKeys(30, static key =>
    {
        var arrays = Enumerable.Range(0, Integer(key, "arrays", 0, 4)).Select(i => ($"array {i}/ä", NumericArray.Of(Inputs(key.At(i))))).ToArray();
        var bytes = Npz.ToBytes(arrays);
        var read = Right(Npz.Parse(bytes, "a.npz").Bind(static f => f.LoadAll()));
        Assert.Equal(arrays, read);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(arrays.Select(static a => a.Item1 + ".npy"), zip.Entries.Select(static e => e.FullName));
        foreach (var (entry, array) in zip.Entries.Zip(arrays, static (e, a) => (e, a.Item2)))
        {
            var content = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(content);
            Assert.Equal(Npy.ToBytes(array), content.ToArray());
        }
    });

    [Fact]
    public void Equal_arrays_give_equal_bytes_that_no_clock_enters()
    {
        var bytes = Npz.ToBytes([("x", NumericArray.Of(Vector.Of(1, 2))), ("k", NumericArray.Of([1, -1]))]);
        Assert.Equal(bytes, Npz.ToBytes([("x", NumericArray.Of(Vector.Of(1, 2))), ("k", NumericArray.Of([1, -1]))]));
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.All(zip.Entries, static e => Assert.Equal(new DateTime(1980, 1, 1), e.LastWriteTime.DateTime));
        // Pinned: state files of equal runs must stay equal across versions.
        Assert.Equal("bed9b9d954642103163cb6c6e3994271", Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes)));
    }

    [Fact]
    public void Every_truncation_is_an_error()
    {
        var bytes = Npz.ToBytes([("x", NumericArray.Of(Vector.Of(1, 2)))]);
        for (var length = 0; length < bytes.Length; length++)
            Refused(Read(bytes[..length]), "malformed");
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void A_flipped_bit_in_the_entries_is_found_by_the_checksum(CompressionLevel level)
    {
        var bytes = Zip(level, ("x.npy", NpyBytes("'<f8'", "(64,)", F64([.. Enumerable.Range(0, 64).Select(static i => Math.Sqrt(i))]))));
        var at = bytes.AsSpan().IndexOf("x.npy"u8) + 300;
        bytes[at] ^= 16;
        Refused(Read(bytes), "malformed");
    }

    [Fact]
    public void A_member_that_claims_more_than_deflate_can_hold_is_a_bomb()
    {
        var bytes = Zip(CompressionLevel.Optimal, ("x.npy", X));
        var directory = bytes.AsSpan(Directory(bytes));
        BinaryPrimitives.WriteUInt32LittleEndian(directory[24..], 2_000_000_000);
        Refused(Read(bytes), "malformed", "2000000000");
    }

    [Fact]
    public void A_bomb_is_stopped_by_the_limit()
    {
        var bytes = Zip(CompressionLevel.Optimal, ("x.npy", NpyBytes("'|u1'", "(50000000,)", new byte[50_000_000])));
        Assert.InRange(bytes.Length, 0, 60_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Npz.Parse(bytes, "a.npz", new(1_000_000, 10, 1 << 20)).Bind(static f => f.LoadAll()).Map(static _ => 0), "malformed", "50000000", "limit");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Overlapping_and_repeated_members_are_refused()
    {
        var bytes = Zip(CompressionLevel.NoCompression, ("x.npy", X), ("y.npy", X));
        var second = Directory(bytes) + 46 + 5;
        var overlapping = bytes.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(overlapping.AsSpan(second + 42), 0);
        Refused(Read(overlapping), "malformed", "overlaps");
        var repeated = bytes.ToArray();
        repeated[second + 46] = (byte)'x';
        Refused(Read(repeated), "malformed", "two members named 'x.npy'");
        var outside = bytes.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(outside.AsSpan(second + 42), 0x7FFFFFFF);
        Refused(Read(outside), "malformed", "does not lie within");
    }

    [Fact]
    public void Encrypted_members_unknown_methods_and_other_files_are_refused()
    {
        var bytes = Zip(CompressionLevel.NoCompression, ("x.npy", X));
        var encrypted = bytes.ToArray();
        encrypted[Directory(bytes) + 8] |= 1;
        Refused(Read(encrypted), "unsupported", "encrypted");
        var method = bytes.ToArray();
        method[Directory(bytes) + 10] = 14;
        Refused(Read(method), "unsupported", "method 14");
        Refused(Read(Zip(CompressionLevel.NoCompression, ("x.npy", X), ("data.pkl", [0x80, 4]))), "malformed", "data.pkl");
        Refused(Read(Zip(CompressionLevel.NoCompression, ("x.npy", [.. "garbage"u8]))), "malformed", "x.npy");
        Refused(Read([.. "PK"u8, 3, 4]), "malformed");
    }

    [Fact]
    public void A_directory_in_the_64_bit_form_is_read()
    {
        // As zip64 writers do: end record of all ones, its 64-bit form and the locator before it.
        var bytes = Zip(CompressionLevel.NoCompression, ("x.npy", X));
        var directory = Directory(bytes);
        var end = bytes.Length - 22;
        byte[] entry = bytes[directory..end];
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(24), 0xFFFFFFFF);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(20), 0xFFFFFFFF);
        entry[30] = 20;
        entry = [.. entry, .. U16(1), .. U16(16), .. U64(X.Length), .. U64(X.Length)];
        byte[] record = [.. U32(0x06064b50), .. U64(44), .. U16(45), .. U16(45), .. U32(0), .. U32(0), .. U64(1), .. U64(1), .. U64(entry.Length), .. U64(directory)];
        byte[] locator = [.. U32(0x07064b50), .. U32(0), .. U64(directory + entry.Length), .. U32(1)];
        byte[] last = [.. U32(0x06054b50), .. U16(0), .. U16(0), .. U16(0xFFFF), .. U16(0xFFFF), .. U32(0xFFFFFFFF), .. U32(0xFFFFFFFF), .. U16(0)];
        Assert.Equal(Vector.Of(1, 2, 3, 4), Right(Read([.. bytes[..directory], .. entry, .. record, .. locator, .. last]))["x"].Values);
    }

    private static int Directory(byte[] zip) => (int)BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(zip.Length - 6));

    private static byte[] U64(long value) => [.. U32(value), .. U32(value >> 32)];
}
