using LanguageExt;
using Marginalia.Files;
using Marginalia.Numerics;
using Xunit;
using static Marginalia.Tests.Bytes;
using static Marginalia.Tests.Generated;

namespace Marginalia.Tests;

public class CsvTests
{
    private static Either<Error, CsvTable> Parse(string text) => Csv.Parse(Utf8(text), "a.csv");

    [Theory]
    [InlineData("1,2\n3,4\n")]
    [InlineData("1,2\n3,4")]
    [InlineData("1,2\r\n3,4\r\n")]
    [InlineData("1,2\r3,4\r")]
    [InlineData("\uFEFF1,2\n3,4\n")]
    [InlineData("\n\n1,2\n\n3,4\n\n")]
    [InlineData("# made by hand\n1,2\n# more, \"\n3,4\n")]
    [InlineData("\"1\",\"2\"\n\"3\",\"4\"\n")]
    [InlineData(" 1 ,\t2\n 3, \"4\"\n")]
    [InlineData("1e0,+2\n3.0,0.4E1\n")]
    public void Every_way_to_write_the_same_table_reads_the_same(string text)
    {
        var table = Right(Parse(text));
        Assert.Equal(Matrix.Of(2, 2, 1, 2, 3, 4), table.Numbers);
        Assert.Equal(0, table.Header.Count);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "a", "b")]
    [InlineData("1,b\n1,2\n", "1", "b")]
    [InlineData("\"a, \"\"x\"\"\",\"two\nlines\"\n1,2\n", "a, \"x\"", "two\nlines")]
    [InlineData(",b\n1,2\n", "", "b")]
    public void A_first_line_with_a_field_that_is_no_number_is_a_header(string text, params string[] header)
    {
        var table = Right(Parse(text));
        Assert.Equal(header, table.Header);
        Assert.Equal(Matrix.Of(1, 2, 1, 2), table.Numbers);
    }

    [Theory]
    [InlineData("1,2\n3\n", "line 2", "1 fields", "2")]
    [InlineData("1,2\n3,4,5\n", "line 2", "3 fields")]
    [InlineData("a,b\n1,x\n", "field 2 of line 2", "'x'")]
    [InlineData("1,2\n1,\n", "field 2 of line 2", "''")]
    [InlineData("1,2\n\"1\n\",x\n", "field 2 of line 3", "'x'")]
    [InlineData("1,2\n1,\"2", "line 2", "never closed")]
    [InlineData("1,2\n1;2\n", "line 2", "1 fields")]
    [InlineData("1,2\n1,2\0\n", "line 2", "zero byte")]
    [InlineData("1,2\n1,0x10\n", "0x10")]
    [InlineData("1,2\n1,1_000\n", "1_000")]
    [InlineData("1,2\n1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "aaa...")]
    [InlineData("1,2\n1,\u0007\n", "'?'")]
    public void A_bad_line_is_named_with_its_number_and_what_is_wrong(string text, params string[] parts) => Refused(Parse(text), "malformed", parts);

    [Fact]
    public void Written_infinities_and_NaN_are_read_as_such()
    {
        var table = Right(Parse("0,0,0,0,0\nnan,inf,-Inf,Infinity,NaN\n"));
        Assert.Equal([double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, double.NaN], table.Numbers.Row(1).ToArray());
    }

    [Fact]
    public void An_empty_text_is_a_table_without_rows()
    {
        foreach (var text in (string[])["", "\n", "# nothing\n", "a,b\n"])
            Assert.Equal(0, Right(Parse(text)).Numbers.Rows);
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_bit() => ForKeys(100, static key =>
    {
        var data = Any(key);
        var table = Right(Csv.Parse(Csv.ToBytes(data), "a.csv"));
        for (var i = 0; i < data.Count; i++)
            Assert.True(data.Inputs.Row(i).SequenceEqual(table.Numbers.Row(i)[..data.InputSize]));
        string[] header = ["plain", "with, comma", "with \"quotes\"", "two\nlines", " blanks "];
        var named = Right(Csv.Parse(Csv.ToBytes(header.ToArr(), Matrix.Of(1, 5, 1, 2, 3, 4, 5)), "a.csv"));
        Assert.Equal(header.Select(static h => h.Trim()), named.Header);
    });

    [Fact]
    public void Every_truncation_of_compressed_text_is_an_error()
    {
        var gzip = Gzip(Utf8("1,2\n3,4\n"));
        for (var length = 2; length < gzip.Length; length++)
            Refused(Csv.Parse(gzip[..length], "a.csv.gz"), "malformed");
        Assert.Equal(2, Right(Csv.Parse(gzip, "a.csv.gz")).Numbers.Rows);
        gzip[^5] ^= 1;
        Refused(Csv.Parse(gzip, "a.csv.gz"), "malformed");
    }

    [Fact]
    public void Several_compressed_parts_in_one_file_are_refused_rather_than_half_verified() =>
        Refused(Csv.Parse([.. Gzip(Utf8("1\n")), .. Gzip(Utf8("2\n"))], "a.csv.gz"), "malformed", "several gzip files");

    [Fact]
    public void Endless_lines_columns_and_tables_stop_at_the_limit()
    {
        var bomb = Gzip(new byte[30_000_000].Select(static _ => (byte)'1').ToArray());
        Refused(Csv.Parse(bomb, "a.csv.gz", new(1000, 10, 100_000)), "malformed", "line 1 is longer", "100000");
        var commas = Gzip(new byte[30_000_000].Select(static _ => (byte)',').ToArray());
        Refused(Csv.Parse(commas, "a.csv.gz", new(1000, 10, 100_000)), "malformed", "1000 fields");
        Refused(Csv.Parse(Utf8(string.Concat(Enumerable.Repeat("1\n", 2000))), "a.csv", new(1000, 10, 100_000)), "malformed", "1000");
        Assert.Equal(1000, Right(Csv.Parse(Utf8(string.Concat(Enumerable.Repeat("1\n", 1000))), "a.csv", new(1000, 10, 100_000))).Numbers.Rows);
    }
}
