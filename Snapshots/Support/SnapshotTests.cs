using Xunit;

namespace Marginalia.Snapshots;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("marginalia-snapshot-").FullName;

    private string Verified => Path.Combine(_directory, "T.M.verified.txt");

    private string Received => Path.Combine(_directory, "T.M.received.txt");

    [Fact]
    public void A_new_text_fails_and_is_received()
    {
        var difference = Compare("one\ntwo\n");
        Assert.Contains(Verified, difference, StringComparison.Ordinal);
        Assert.Contains("diff -u", difference, StringComparison.Ordinal);
        Assert.Equal("one\ntwo", File.ReadAllText(Received));
        Assert.False(File.Exists(Verified));
    }

    [Fact]
    public void An_accepted_text_has_a_byte_order_mark_line_feeds_and_no_final_newline()
    {
        Assert.Null(Compare("one\r\ntwo\r\n", accepts: true));
        Assert.Equal([0xEF, 0xBB, 0xBF, .. "one\ntwo"u8], File.ReadAllBytes(Verified));
        Assert.False(File.Exists(Received));
    }

    [Fact]
    public void An_equal_text_passes_whatever_its_line_ends_and_removes_what_was_received()
    {
        Compare("one\ntwo", accepts: true);
        File.WriteAllText(Received, "stale");
        Assert.Null(Compare("one\r\ntwo\r\n"));
        Assert.False(File.Exists(Received));
    }

    [Fact]
    public void A_different_text_fails_with_both_paths_and_the_first_line_that_differs()
    {
        Compare("one\ntwo\nthree", accepts: true);
        var difference = Compare("one\n2\nthree");
        Assert.Contains($"diff -u '{Verified}' '{Received}'", difference, StringComparison.Ordinal);
        Assert.Contains("line 2:\n- two\n+ 2", difference, StringComparison.Ordinal);
        Assert.Equal("one\ntwo\nthree", File.ReadAllText(Verified));
    }

    [Fact]
    public void Accepting_replaces_the_accepted_text_and_removes_what_was_received()
    {
        Compare("old", accepts: true);
        Compare("new");
        Assert.Null(Compare("new", accepts: true));
        Assert.Equal("new", File.ReadAllText(Verified));
        Assert.False(File.Exists(Received));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string? Compare(string text, bool accepts = false) => Snapshot.Compare(_directory, "T.M", "txt", text, accepts);
}
