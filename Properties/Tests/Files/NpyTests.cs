using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static LanguageExt.Prelude;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Generated;

namespace Marginalia.Tests;

public class NpyTests
{
    [Theory]
    [InlineData("'<f8'", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F }, 1.5, ElementType.Float64)]
    [InlineData("'>f8'", new byte[] { 0x3F, 0xF8, 0, 0, 0, 0, 0, 0 }, 1.5, ElementType.Float64)]
    [InlineData("'<f4'", new byte[] { 0, 0, 0xC0, 0x3F }, 1.5, ElementType.Float32)]
    [InlineData("\"<f4\"", new byte[] { 0, 0, 0xC0, 0x3F }, 1.5, ElementType.Float32)]
    [InlineData("'<f2'", new byte[] { 0, 0x3E }, 1.5, ElementType.Float16)]
    [InlineData("'<f2'", new byte[] { 1, 0 }, 5.9604644775390625e-8, ElementType.Float16)]
    [InlineData("'<i4'", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, -2, ElementType.Int32)]
    [InlineData("'>i4'", new byte[] { 0xFF, 0xFF, 0xFF, 0xFE }, -2, ElementType.Int32)]
    [InlineData("'<i8'", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, -2, ElementType.Int64)]
    [InlineData("'<i8'", new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x80 }, -9223372036854775808.0, ElementType.Int64)]
    [InlineData("'<u8'", new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x80 }, 9223372036854775808.0, ElementType.UInt64)]
    [InlineData("'|u1'", new byte[] { 200 }, 200, ElementType.UInt8)]
    [InlineData("'|i1'", new byte[] { 200 }, -56, ElementType.Int8)]
    [InlineData("'<u2'", new byte[] { 0xFE, 0xFF }, 65534, ElementType.UInt16)]
    [InlineData("'<i2'", new byte[] { 0xFE, 0xFF }, -2, ElementType.Int16)]
    [InlineData("'<u4'", new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }, 4294967294, ElementType.UInt32)]
    [InlineData("'|b1'", new byte[] { 2 }, 1, ElementType.Boolean)]
    public void Every_element_type_is_read_exactly(string descriptor, byte[] data, double expected, ElementType type)
    {
        var array = Right(Npy.Parse(NpyBytes(descriptor, "(1,)", data), "a.npy"));
        Assert.Equal((type, expected), (array.Type, array.Values[0]));
    }

    [Theory]
    [InlineData("()", new int[0])]
    [InlineData("(2,)", new[] { 2 })]
    [InlineData("(2L, 3L)", new[] { 2, 3 })]
    [InlineData("( 1,2 , 3 )", new[] { 1, 2, 3 })]
    [InlineData("(0, 5)", new[] { 0, 5 })]
    public void Every_form_of_a_shape_is_read(string text, int[] shape)
    {
        var count = shape.Aggregate(1, static (n, s) => n * s);
        Assert.Equal(shape, Right(Npy.Parse(NpyBytes("'<f8'", text, new byte[8 * count]), "a.npy")).Shape);
    }

    [Fact]
    public void Header_versions_two_and_three_are_read()
    {
        foreach (var version in (byte[])[2, 3])
            Assert.Equal(Vector.Of(7), Right(Npy.Parse(NpyBytes("'<f8'", "(1,)", F64(7), version: version), "a.npy")).Values);
    }

    [Fact]
    public void Members_of_the_header_come_in_any_order() =>
        Assert.Equal(Vector.Of(7), Right(Npy.Parse(NpyText("{ 'shape':(1,),'fortran_order' :False , 'descr':'<f8'}", F64(7)), "a.npy")).Values);

    [Fact]
    public void Fortran_order_becomes_row_major()
    {
        var array = Right(Npy.Parse(NpyBytes("'<f8'", "(2, 3, 2)", F64([.. Enumerable.Range(0, 12).Select(static i => (double)i)]), fortran: true), "a.npy"));
        // Entry (i, j, k) of a column-major 2 x 3 x 2 array is at i + 2 j + 6 k.
        var expected = from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 3) from k in Enumerable.Range(0, 2) select (double)(i + (2 * j) + (6 * k));
        Assert.Equal(expected, array.Values.ToArray());
    }

    [Fact]
    public void An_array_larger_than_a_chunk_is_read_whole()
    {
        var values = Enumerable.Range(0, 100_003).Select(static i => (double)i).ToArray();
        Assert.Equal(Vector.Of(values), Right(Npy.Parse(NpyBytes("'<f8'", "(100003,)", F64(values)), "a.npy")).Values);
        Assert.Equal(Vector.Of(values), Right(Npy.Parse(Gzip(NpyBytes("'<f8'", "(100003,)", F64(values))), "a.npy.gz")).Values);
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_bit() => ForKeys(200, static key =>
    {
        var types = Enum.GetValues<ElementType>().Where(static t => t != ElementType.BFloat16).ToArray();
        var type = types[Integer(key, "type", 0, types.Length - 1)];
        var shape = Enumerable.Range(0, Integer(key, "rank", 0, 3)).Select(i => Integer(key.At(i), "size", 0, 4)).ToArr();
        var array = NumericArray.Of(type, shape, Vector.Build(shape.Fold(1, static (n, s) => n * s), target =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = Value(type, key.At(i));
        }));
        var bytes = Npy.ToBytes(array);
        Assert.Equal(array, Right(Npy.Parse(bytes, "a.npy")));
        Assert.Equal(0, (bytes.Length - (array.Values.Length * type.Size)) % 64);
    });

    private static double Value(ElementType type, Key key) => type switch
    {
        ElementType.Boolean => Integer(key, "v", 0, 1),
        ElementType.Float64 => new[] { 0.1, -0.0, double.Epsilon, double.MaxValue, double.NegativeInfinity, double.NaN }[Integer(key, "v", 0, 5)],
        ElementType.Float32 => new[] { 0.1f, -0.0f, float.Epsilon, float.MaxValue, float.NegativeInfinity }[Integer(key, "v", 0, 4)],
        ElementType.Float16 => (double)new[] { (Half)0.1, (Half)(-0.0), Half.Epsilon, Half.MaxValue, Half.NegativeInfinity }[Integer(key, "v", 0, 4)],
        ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 => Integer(key, "v", 0, 255),
        ElementType.Int8 => Integer(key, "v", -128, 127),
        ElementType.UInt64 => new[] { 0.0, 9007199254740992.0, 18446744073709549568.0 }[Integer(key, "v", 0, 2)],
        ElementType.Int64 => new[] { -9223372036854775808.0, 9223372036854774784.0, -1.0 }[Integer(key, "v", 0, 2)],
        _ => Integer(key, "v", -32768, 32767),
    };

    [Fact]
    public void Numbers_that_an_integer_type_cannot_hold_are_not_written()
    {
        foreach (var bad in (double[])[-1, 256, 0.5, double.NaN, double.PositiveInfinity])
            Assert.Throws<ArgumentException>(() => Npy.ToBytes(NumericArray.Of(ElementType.UInt8, Array(1), Vector.Of(bad))));
        Assert.Throws<ArgumentException>(() => Npy.ToBytes(NumericArray.Of(ElementType.Int64, Array(1), Vector.Of(9223372036854775808.0))));
    }

    [Fact]
    public void A_64_bit_integer_that_no_double_equals_is_refused_not_rounded()
    {
        Refused(Npy.Parse(NpyBytes("'<i8'", "(2,)", [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x20, 0]), "a.npy"), "malformed", "entry 1", "64-bit");
        Refused(Npy.Parse(NpyBytes("'<u8'", "(1,)", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "a.npy"), "malformed", "64-bit");
        Refused(Npy.Parse(NpyBytes("'<i8'", "(1,)", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]), "a.npy"), "malformed", "64-bit");
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 'x'}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False}")]
    [InlineData("{'descr': '<f8', 'fortran_order': 'False', 'shape': (1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': 'x'}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1.5,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} trailing")]
    [InlineData("{'descr': '<f8', 'descr': '<f8', 'shape': (1,)}")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1 1)}")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}")]
    [InlineData("{'descr': '<f8")]
    [InlineData("{'descr': [")]
    [InlineData("{'descr': (((((((((((((((")]
    [InlineData("")]
    [InlineData("[]")]
    public void A_broken_header_is_one_sentence(string header) => Refused(Npy.Parse(NpyText(header, F64(1)), "a.npy"), "malformed", "a.npy");

    [Theory]
    [InlineData("'|O'", "pickled")]
    [InlineData("'<U7'", "astype")]
    [InlineData("'<c16'", "astype")]
    [InlineData("'<f16'", "astype")]
    [InlineData("'<M8[ns]'", "astype")]
    [InlineData("''", "astype")]
    [InlineData("[('a', '<f8'), ('b', '<i4')]", "one plain array")]
    public void Elements_that_are_no_numbers_are_refused_with_what_to_do(string descriptor, string advice) =>
        Refused(Npy.Parse(NpyBytes(descriptor, "(1,)", F64(1)), "a.npy"), "unsupported", advice);

    [Fact]
    public void Every_truncation_and_every_surplus_is_an_error()
    {
        var bytes = NpyBytes("'<f8'", "(3,)", F64(1, 2, 3));
        for (var length = 0; length < bytes.Length; length++)
            Refused(Npy.Parse(bytes[..length], "a.npy"), "malformed");
        Refused(Npy.Parse([.. bytes, 0], "a.npy"), "malformed", "3", "followed by more bytes");
        var gzip = Gzip(bytes);
        for (var length = 0; length < gzip.Length; length++)
            Refused(Npy.Parse(gzip[..length], "a.npy.gz"), "malformed");
    }

    [Fact]
    public void Claims_are_checked_before_memory_is_taken()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(Npy.Parse(NpyBytes("'<f8'", "(200000000,)", F64(1)), "a.npy"), "malformed", "200000000", "ends before");
        Refused(Npy.Parse(NpyBytes("'<f8'", "(2000000000, 2000000000, 2000000000)", F64(1)), "a.npy"), "malformed", "10^18");
        Refused(Npy.Parse([0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF], "a.npy"), "malformed", "4294967295");
        Refused(Npy.Parse([0x93, .. "NUMPY"u8, 9, 0, 0, 0, 0, 0], "a.npy"), "malformed", "9.0");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }

    [Fact]
    public void A_missing_file_a_folder_and_an_impossible_path_are_inaccessible()
    {
        using var folder = new Folder();
        Refused(Npy.Read(Path.Combine(folder.Root, "none.npy")), "inaccessible", "no such file");
        Refused(Npy.Read(folder.Root), "inaccessible", "folder");
        Refused(Npy.Read(""), "inaccessible");
        Refused(Npy.Read("a\0b"), "inaccessible");
    }
}
